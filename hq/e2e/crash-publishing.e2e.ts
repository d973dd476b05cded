import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { dieAtEveryWrite, fulfilEverything, closeEverything } from './die-at-every-write.ts';
import {
  claim,
  publishOrders,
  reportOn,
  RETRY_WINDOW_MS,
  startDynamo,
  startHq,
  type TestClock,
  type TestHq,
} from './world.ts';

/** More than one batch. */
const COUNT = 26;

let dynamo: Awaited<ReturnType<typeof startDynamo>>;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function emptyTheOutbox(hq: TestHq): Promise<void> {
  await hq.publisher.resume();
  await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
  expect(await hq.publisher.oldestUnsentAt()).toBeUndefined();
}

/** Every message is delivered; each order that the ledger has is complete, at once and counted. */
async function expectAllComplete(hq: TestHq, clock: TestClock, died: string): Promise<void> {
  await fulfilEverything(hq);
  const published = hq.topics.ordersOn('orders').length;
  const complete = { red: false, published, complete: published, open: 0, unattributed: 0, notOwed: 0 };
  for (const state of ['read', 'counted']) {
    if (state === 'counted') await closeEverything(hq, clock);
    const report = await reportOn(hq, 'ada', true);
    expect([died, state, report]).toMatchObject([died, state, { ...complete, audit: { agrees: true } }]);
  }
}

describe('HQ that dies between any two of its writes', () => {
  it.each(['takes them', 'is down'])('publishes open orders again, also where SNS %s', async (how) => {
    let isNoted = false;
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        const [first = ''] = await publishOrders(hq, COUNT, ['ada']);
        await claim(hq, 'ada', first, ['iridium']);
        clock.pass(RETRY_WINDOW_MS + 1);
        await hq.closing.run();
        expect(await reportOn(hq, 'ada')).toMatchObject({ red: true, lost: COUNT });
        hq.topics.published.length = 0;
      },
      act: async (hq) => {
        isNoted = false;
        if (how === 'is down') hq.topics.refuse = () => true;
        // It tries on for as long as its process lives.
        hq.republisher.republish(['ada']).then(
          () => (isNoted = true),
          () => undefined,
        );
        const isDone = () => isNoted && (hq.topics.refuse ?? hq.publisher.backlog === 0);
        await waitFor('the end, or the death', () => isDone() || hq.wire.dead);
      },
      assess: async (hq, clock, died) => {
        clock.pass(100_000);
        hq.topics.refuse = undefined;
        await emptyTheOutbox(hq);
        // What was promised is kept, also by another process.
        if (isNoted) expect([died, hq.topics.ordersOn('orders').length]).toEqual([died, COUNT]);
        expect([died, await hq.republisher.republish(['ada'])]).toEqual([
          died,
          { count: COUNT, expired: 0, next: null },
        ]);
        await emptyTheOutbox(hq);
        expect([died, await reportOn(hq, 'ada')]).toMatchObject([died, { red: false, open: COUNT, lost: 0 }]);
        expect([died, hq.topics.ordersOn('orders').length]).toEqual([died, COUNT]);
        await expectAllComplete(hq, clock, died);
      },
    });
    // Of each batch at least that it is to be published.
    expect(writes).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['still open', 3],
    ['closed meanwhile', 2],
  ])('takes up the outbox of one that died before, whose bucket is %s', async (bucket, exist) => {
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq) => {
        await hq.participants.add('ada', {});
        await hq.participants.open('ada');
        hq.topics.refuse = () => true;
        await dieMaking(hq, 2);
        // Of this one there is the record, and no lane has it.
        await dieMaking(hq, 1, { write: 1, applied: true });
        if (bucket === 'closed meanwhile') {
          await hq.participants.add('bob', {});
          await hq.participants.open('bob');
        }
        hq.topics.refuse = undefined;
      },
      act: async (hq) => {
        await hq.publisher.resume();
        await waitFor('an empty outbox, or the death', () => hq.publisher.backlog === 0 || hq.wire.dead);
      },
      assess: async (hq, clock, died) => {
        clock.pass(100_000);
        await emptyTheOutbox(hq);
        expect([died, hq.topics.ordersOn('orders').length]).toEqual([died, exist]);
        await expectAllComplete(hq, clock, died);
      },
    });
    expect(writes).toBeGreaterThanOrEqual(2);
  });
});

/** Another process over the same tables makes orders, and dies before one of them is published. */
async function dieMaking(hq: TestHq, count: number, dieAt?: TestHq['wire']['dieAt']): Promise<void> {
  const { topics, tables } = hq;
  const clock = { now: hq.now } as TestClock;
  const other = startHq(dynamo.endpoint, tables, clock, { topics });
  other.wire.dieAt = dieAt;
  const made = other.publisher.make(count).catch(() => undefined);
  await (dieAt ? waitFor('the death', () => other.wire.dead) : made);
  await other.kill();
  await made;
}
