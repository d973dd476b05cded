import { claim, freshTables, startHq, TestClock, type TestHq, TestTopics } from './world.ts';

/** More writes than any scenario makes. */
const MOST_WRITES = 200;

export interface Scenario {
  /** Runs before the process may die. */
  prepare: (hq: TestHq, clock: TestClock) => Promise<void>;
  /** Makes the writes. The process dies at one of them. */
  act: (hq: TestHq, clock: TestClock) => Promise<void>;
  /** Checks the restarted HQ. `died` says at which write the first one died. */
  assess: (hq: TestHq, clock: TestClock, died: string) => Promise<void>;
}

/** Runs the scenario again and again; each run dies before or after the next write, until one run survives. */
export async function dieAtEveryWrite(endpoint: string, { prepare, act, assess }: Scenario): Promise<number> {
  for (let write = 1; write <= MOST_WRITES; write += 1) {
    for (const applied of [false, true]) {
      const tables = await freshTables(endpoint);
      const clock = new TestClock();
      const topics = new TestTopics();
      const hq = startHq(endpoint, tables, clock, { topics });
      await prepare(hq, clock);
      hq.wire.writes = 0;
      hq.wire.dieAt = { write, applied };
      await act(hq, clock).catch((error: unknown) => {
        if (!hq.wire.dead) throw error;
      });
      const { dead } = hq.wire;
      await hq.kill();
      const restarted = startHq(endpoint, tables, clock, { topics });
      const where = dead ? `died ${applied ? 'after' : 'before'} write ${write}` : 'lived';
      await assess(restarted, clock, where);
      await restarted.kill();
      if (!dead) return write - 1;
    }
  }
  throw new Error(`The scenario makes more than ${MOST_WRITES} writes.`);
}

/** Claims every published order, as the services do. */
export async function fulfilEverything(hq: TestHq): Promise<void> {
  for (const resource of ['iridium', 'magnesite']) {
    await Promise.all(
      hq.topics.ordersOn(resource).map((orderId) => claim(hq, 'ada', orderId, [resource], resource)),
    );
  }
}

/** Runs the closing job three times, each a minute later, so that all buckets are counted. */
export async function closeEverything(hq: TestHq, clock: TestClock): Promise<void> {
  for (let run = 0; run < 3; run += 1) {
    clock.pass(61_000);
    await hq.closing.run();
  }
}
