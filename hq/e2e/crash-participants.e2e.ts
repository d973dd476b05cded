import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiKeys } from '../participants/api-keys.ts';
import { dieAtEveryWrite, closeEverything } from './die-at-every-write.ts';
import {
  claim,
  publishOrders,
  reportOn,
  RETRY_WINDOW_MS,
  startDynamo,
  type TestClock,
  type TestHq,
} from './world.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;

/** Every key that HQ ever made, shown to somebody or not. */
const keysMade: string[] = [];

beforeAll(async () => {
  dynamo = await startDynamo();
  const make = Reflect.get(ApiKeys.prototype, 'make');
  jest.spyOn(ApiKeys.prototype, 'make').mockImplementation(async function (this: ApiKeys, name) {
    const made = await make.call(this, name);
    keysMade.push(made.apiKey);
    return made;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await dynamo.stop();
});

/** The ends of the keys that open anything. */
async function validKeys(hq: TestHq): Promise<readonly string[]> {
  const names = await Promise.all(keysMade.map((key) => hq.participants.nameOfKey(key)));
  return keysMade.filter((_, index) => names[index] !== undefined).map((key) => key.slice(-4));
}

/** The ends of the keys that the list of participants names, and that are valid. */
async function listedKeys(hq: TestHq): Promise<readonly string[]> {
  const keys = (await hq.participants.list()).flatMap((participant) => participant.keys);
  return keys.filter(({ validUntil = Infinity }) => validUntil > hq.now()).map(({ end }) => end);
}

async function expectNoUnlistedKey(hq: TestHq, died: string): Promise<void> {
  expect([died, await listedKeys(hq)]).toEqual([died, expect.arrayContaining([...(await validKeys(hq))])]);
}

/** Everything that was published, claimed by the participant; then the report, at once and counted, and the audit. */
async function expectReport(hq: TestHq, clock: TestClock, died: string, expected: object): Promise<void> {
  for (const orderId of hq.topics.ordersOn('orders')) await claim(hq, 'ada', orderId);
  for (const state of ['read', 'counted']) {
    if (state === 'counted') await closeEverything(hq, clock);
    const report = await reportOn(hq, 'ada', true);
    expect([died, state, report]).toMatchObject([
      died,
      state,
      { red: false, open: 0, ...expected, audit: { agrees: true } },
    ]);
  }
}

describe('HQ that dies between any two of its writes', () => {
  it('adds a participant the next time, or has it without anybody knowing its key, and says so', async () => {
    let shown: string | undefined;
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: () => {
        shown = undefined;
        return Promise.resolve();
      },
      act: async (hq) => {
        shown = await hq.participants.add('ada', {});
      },
      assess: async (hq, clock, died) => {
        await expectNoUnlistedKey(hq, died);
        const added = await hq.participants.add('ada', {});
        // Refused as taken: the way on is another key.
        const key = added ?? (await hq.participants.rotateKey('ada')) ?? '';
        expect([died, await hq.participants.nameOfKey(key)]).toEqual([died, 'ada']);
        expect([died, await validKeys(hq)]).toEqual([died, [key.slice(-4)]]);
        if (died === 'lived') expect(await hq.participants.nameOfKey(shown ?? '')).toBeUndefined();
        await publishOrders(hq, 1, ['ada']);
        await expectReport(hq, clock, died, { published: 1, complete: 1, unattributed: 0 });
      },
    });
    // What finds the key, the participant.
    expect(writes).toBe(2);
  });

  it.each([0, 15])('rotates a key, of which the old one stays valid for %d minutes', async (minutes) => {
    const overlapMs = minutes * 60_000;
    let old = '';
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq) => {
        old = (await hq.participants.add('ada', {})) ?? '';
      },
      act: async (hq) => {
        await hq.participants.rotateKey('ada', overlapMs);
      },
      assess: async (hq, clock, died) => {
        // To look a key up is to use it: one that is in use would not give way to the next.
        if (minutes === 0) await expectNoUnlistedKey(hq, died);
        else expect([died, await hq.participants.nameOfKey(old)]).toEqual([died, 'ada']);
        const key = (await hq.participants.rotateKey('ada', overlapMs)) ?? '';
        expect([died, await hq.participants.nameOfKey(key)]).toEqual([died, 'ada']);
        await expectNoUnlistedKey(hq, died);
        if (minutes > 0) expect([died, await hq.participants.nameOfKey(old)]).toEqual([died, 'ada']);
        clock.pass(overlapMs);
        expect([died, await validKeys(hq)]).toEqual([died, [key.slice(-4)]]);
        expect([died, await hq.participants.nameOfKey(key)]).toEqual([died, 'ada']);
      },
    });
    // What finds the new key, the participant, and without overlap what finds the old one.
    expect(writes).toBe(minutes > 0 ? 2 : 3);
  });

  it('opens a participant, who is owed what is made afterwards', async () => {
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq) => {
        for (const name of ['ada', 'bob']) await hq.participants.add(name, {});
        await publishOrders(hq, 1, ['bob']);
      },
      act: async (hq) => {
        await hq.participants.open('ada');
      },
      assess: async (hq, clock, died) => {
        // Nobody was told that she is open: she may be or not.
        await publishOrders(hq, 1, []);
        const { published: between } = await reportOn(hq, 'ada', true);
        expect([died, await hq.participants.open('ada')]).toMatchObject([died, { periods: [{ from: 2 }] }]);
        await publishOrders(hq, 1, []);
        const owed = {
          owed: true,
          published: between + 1,
          complete: between + 1,
          notOwed: 2 * (2 - between),
        };
        await expectReport(hq, clock, died, owed);
        expect([died, await reportOn(hq, 'bob')]).toMatchObject([died, { published: 3 }]);
        if (died === 'lived') expect(between).toBe(1);
      },
    });
    // The state, the two lanes of the bucket that has an order, the next bucket.
    expect(writes).toBe(1 + 2 + 1);
  });

  it('closes a participant, who is owed nothing that is made afterwards', async () => {
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq) => {
        await hq.participants.add('ada', {});
        await publishOrders(hq, 1, ['ada']);
      },
      act: async (hq) => {
        await hq.participants.close('ada');
      },
      assess: async (hq, clock, died) => {
        await publishOrders(hq, 1, []);
        const { published: until } = await reportOn(hq, 'ada', true);
        expect([died, (await hq.participants.close('ada'))?.periods.length]).toEqual([died, 1]);
        await publishOrders(hq, 1, []);
        const owed = { owed: false, published: until, complete: until, notOwed: 2 * (3 - until) };
        await expectReport(hq, clock, died, owed);
        if (died === 'lived') expect(until).toBe(1);
      },
    });
    expect(writes).toBe(1 + 2 + 1);
  });

  it('begins a new round, in which nothing of the one before counts', async () => {
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        const [first = ''] = await publishOrders(hq, 2, ['ada']);
        for (const orderId of [first, 'sns-1']) await claim(hq, 'ada', orderId);
        clock.pass(61_000);
        await hq.closing.run();
        await publishOrders(hq, 1, []);
      },
      act: async (hq) => {
        await hq.participants.beginRound('ada');
      },
      assess: async (hq, clock, died) => {
        const before = await reportOn(hq, 'ada', true);
        expect([died, before]).toMatchObject([died, { owed: true, audit: { agrees: true } }]);
        expect([died, [0, 3]]).toEqual([died, expect.arrayContaining([before.published])]);
        expect([died, await hq.participants.beginRound('ada')]).toMatchObject([died, { name: 'ada' }]);
        expect([died, await reportOn(hq, 'ada')]).toMatchObject([died, { published: 0, unattributed: 0 }]);
        await publishOrders(hq, 1, []);
        // The three of the round before are owed no more.
        const owed = { owed: true, published: 1, complete: 1, notOwed: 2 * 3, duplicatesAbsorbed: 0 };
        await expectReport(hq, clock, died, { ...owed, unattributed: 0 });
      },
    });
    expect(writes).toBe(1 + 2 + 1);
  });

  it('acknowledges what is red, and that alone', async () => {
    const reason = 'The lesson of the wrong order.';
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        await publishOrders(hq, 1, ['ada']);
        await claim(hq, 'ada', 'sns-1');
        clock.pass(RETRY_WINDOW_MS + 1);
      },
      act: (hq) => hq.reporter.acknowledge('ada', reason),
      assess: async (hq, clock, died) => {
        const before = await reportOn(hq, 'ada');
        expect([died, before]).toMatchObject([died, { red: before.acknowledged.length === 0, lost: 1 }]);
        await hq.reporter.acknowledge('ada', reason);
        const { acknowledged, ...report } = await reportOn(hq, 'ada', true);
        expect([died, report]).toMatchObject([
          died,
          { red: false, lost: 1, unattributed: 1, audit: { agrees: true } },
        ]);
        expect([died, new Set(acknowledged.map((one) => one.reason))]).toEqual([died, new Set([reason])]);
        await publishOrders(hq, 1, []);
        clock.pass(RETRY_WINDOW_MS + 1);
        expect([died, await reportOn(hq, 'ada')]).toMatchObject([died, { red: true, lost: 2 }]);
      },
    });
    expect(writes).toBe(1);
  });
});
