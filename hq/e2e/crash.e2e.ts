import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import {
  claim,
  freshTables,
  publishOrders,
  reportOn,
  startDynamo,
  startHq,
  TestClock,
  type TestHq,
  TestTopics,
} from './world.ts';

/** More writes than any scenario here makes: the enumeration must end by itself before. */
const MOST_WRITES = 200;

let dynamo: Awaited<ReturnType<typeof startDynamo>>;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

interface Scenario {
  /** Everything up to the moment from which the process may die. */
  prepare: (hq: TestHq, clock: TestClock) => Promise<void>;
  /** Does the writes, one of which is the last. */
  act: (hq: TestHq, clock: TestClock) => Promise<void>;
  /** Judges the restarted HQ. `died` says where the first one ended. */
  assess: (hq: TestHq, clock: TestClock, died: string) => Promise<void>;
}

/** Runs the scenario once for each of its writes and each side of it, until it runs through alive. */
async function dieAtEveryWrite({ prepare, act, assess }: Scenario): Promise<number> {
  for (let write = 1; write <= MOST_WRITES; write += 1) {
    for (const applied of [false, true]) {
      const tables = await freshTables(dynamo.endpoint);
      const clock = new TestClock();
      const topics = new TestTopics();
      const hq = startHq(dynamo.endpoint, tables, clock, { topics });
      await prepare(hq, clock);
      hq.wire.writes = 0;
      hq.wire.dieAt = { write, applied };
      await act(hq, clock).catch((error: unknown) => {
        if (!hq.wire.dead) throw error;
      });
      const { dead } = hq.wire;
      await hq.kill();
      const restarted = startHq(dynamo.endpoint, tables, clock, { topics });
      const where = dead ? `died ${applied ? 'after' : 'before'} write ${write}` : 'lived';
      await assess(restarted, clock, where);
      await restarted.kill();
      if (!dead) return write - 1;
    }
  }
  throw new Error('The scenario never ran through alive.');
}

/** The services: deliver every message that was published. */
async function fulfilEverything(hq: TestHq): Promise<void> {
  for (const resource of ['iridium', 'magnesite']) {
    for (const orderId of hq.topics.ordersOn(resource)) await claim(hq, 'ada', orderId, [resource], resource);
  }
}

/** Lets everything be closed, three times. */
async function settleDown(hq: TestHq, clock: TestClock): Promise<void> {
  for (let look = 0; look < 3; look += 1) {
    clock.pass(61_000);
    await hq.closing.run();
  }
}

describe('HQ that dies between any two of its writes', () => {
  it('publishes and accounts for every order it began', async () => {
    const writes = await dieAtEveryWrite({
      prepare: async (hq) => {
        await hq.participants.add('ada', {});
        await hq.participants.open('ada');
      },
      act: async (hq, clock) => {
        hq.generator.set({ rate: 12, count: 12 });
        clock.pass(1_000);
        await hq.generator.tick();
        await waitFor('an empty outbox, or the death', () => hq.publisher.backlog === 0 || hq.wire.dead);
      },
      assess: async (hq, clock, died) => {
        // The restart is in a later minute, so that what it resumes is written late.
        clock.pass(100_000);
        await hq.publisher.resume();
        await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
        await fulfilEverything(hq);
        const published = hq.topics.ordersOn('orders').length;
        const report = await reportOn(hq, 'ada', true);
        expect([died, report]).toMatchObject([
          died,
          { red: false, published, complete: published, open: 0, unattributed: 0, audit: { agrees: true } },
        ]);
        expect([died, await hq.publisher.resume()]).toEqual([died, 0]);
        if (died === 'lived') expect(published).toBe(12);
        await settleDown(hq, clock);
        const later = await reportOn(hq, 'ada', true);
        expect([died, later]).toMatchObject([died, { complete: published, audit: { agrees: true } }]);
      },
    });
    // Two batches: records, lane, records marked as sent.
    expect(writes).toBe(2 * 3);
  });

  it('never closes over a late claim', async () => {
    const writes = await dieAtEveryWrite({
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        for (const orderId of await publishOrders(hq, 2, ['ada'])) await claim(hq, 'ada', orderId);
        clock.pass(100_000);
        await hq.closing.run();
      },
      act: async (hq) => {
        for (const orderId of hq.topics.ordersOn('orders')) await claim(hq, 'ada', orderId);
      },
      assess: async (hq, clock, died) => {
        const { audit: atOnce, duplicatesAbsorbed } = await reportOn(hq, 'ada', true);
        expect([died, atOnce]).toEqual([died, { agrees: true, differences: [] }]);
        expect([died, await reportOn(hq, 'ada')]).toMatchObject([died, { complete: 2, duplicatesAbsorbed }]);
        await settleDown(hq, clock);
        const later = await reportOn(hq, 'ada', true);
        expect([died, later]).toMatchObject([
          died,
          { red: false, complete: 2, duplicatesAbsorbed, audit: { agrees: true } },
        ]);
        hq.wire.itemsRead = 0;
        await hq.reporter.report();
        // Whatever died: the participant and its state, and what stands beside them.
        expect([died, hq.wire.itemsRead <= 6]).toEqual([died, true]);
      },
    });
    expect(writes).toBe(2);
  });

  it('counts the truth or nothing', async () => {
    const writes = await dieAtEveryWrite({
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        for (let minute = 0; minute < 3; minute += 1) {
          for (const orderId of await publishOrders(hq, 2, ['ada'])) await claim(hq, 'ada', orderId);
          clock.pass(60_000);
        }
        clock.pass(60_000);
      },
      act: async (hq) => {
        await hq.closing.run();
      },
      assess: async (hq, clock, died) => {
        for (let look = 0; look < 2; look += 1) {
          const report = await reportOn(hq, 'ada', true);
          expect([died, report]).toMatchObject([
            died,
            { published: 6, complete: 6, duplicatesAbsorbed: 0, audit: { agrees: true } },
          ]);
          await settleDown(hq, clock);
        }
      },
    });
    // Two lanes are fenced, the next bucket is opened, the state is written, the bucket is closed.
    expect(writes).toBe(2 + 1 + 1 + 1);
  });

  it('leaves nothing of who is removed to who is added under that name', async () => {
    const writes = await dieAtEveryWrite({
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        await publishOrders(hq, 1, ['ada']);
        await claim(hq, 'ada', 'sns-1');
        clock.pass(100_000);
        await hq.closing.run();
      },
      act: async (hq) => {
        await hq.participants.remove('ada');
      },
      assess: async (hq, _clock, died) => {
        await hq.participants.remove('ada');
        await hq.participants.add('ada', {});
        await claim(hq, 'ada', 'sns-1');
        const report = await reportOn(hq, 'ada', true);
        expect([died, report]).toMatchObject([
          died,
          { published: 0, owed: false, unattributed: 1, duplicatesAbsorbed: 0, audit: { agrees: true } },
        ]);
      },
    });
    // What finds its key, its state, the row of its stray, the participant.
    expect(writes).toBe(4);
  });
});
