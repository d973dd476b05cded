import { claim, freshTables, startHq, TestClock, type TestHq, TestTopics } from './world.ts';

/** More writes than any scenario here makes: the enumeration must end by itself before. */
const MOST_WRITES = 200;

export interface Scenario {
  /** Everything up to the moment from which the process may die. */
  prepare: (hq: TestHq, clock: TestClock) => Promise<void>;
  /** Does the writes, one of which is the last. */
  act: (hq: TestHq, clock: TestClock) => Promise<void>;
  /** Judges the restarted HQ. `died` says where the first one ended. */
  assess: (hq: TestHq, clock: TestClock, died: string) => Promise<void>;
}

/** Runs the scenario once for each of its writes and each side of it, until it runs through alive. */
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
  throw new Error('The scenario never ran through alive.');
}

/** The services: deliver every message that was published. */
export async function fulfilEverything(hq: TestHq): Promise<void> {
  for (const resource of ['iridium', 'magnesite']) {
    await Promise.all(
      hq.topics.ordersOn(resource).map((orderId) => claim(hq, 'ada', orderId, [resource], resource)),
    );
  }
}

/** Lets everything be closed, three times. */
export async function closeEverything(hq: TestHq, clock: TestClock): Promise<void> {
  for (let look = 0; look < 3; look += 1) {
    clock.pass(61_000);
    await hq.closing.run();
  }
}
