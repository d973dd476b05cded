import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline } from '../deadline.ts';
import type { Hq } from '../hq.ts';
import { messageOf } from '../log.ts';
import { type FunctionContext, waitUntilPublished } from './wait-until-published.ts';
import type { TickMetrics } from './tick-metrics.ts';

/** The orders of a minute are spread over this. */
export const SPREAD_MS = 50_000;

/** Kept free at the end of the time that the function has: for publishing the last orders, measuring, stopping. */
const PUBLISHING_MS = 3_000;
const MEASURING_MS = 3_500;
const STOPPING_MS = 1_000;
const RESERVED_MS = PUBLISHING_MS + MEASURING_MS + STOPPING_MS;

const EVERY_MS = 50;

/** While an order waits for SNS longer than this no more are made: every tick has a publisher, and a backlog, of its own. */
const OUTBOX_LIMIT_MS = 120_000;

/** What EventBridge sends. */
export interface TickEvent {
  /** When it was due, as ISO 8601 has it. */
  readonly time?: string;
}

/**
 * One minute's orders for every participant that is open, made by HQ's generator without a process of its own, spread
 * over the minute. A minute has its orders once, however often its event comes: the first tick takes the minute before
 * it makes anything. One that dies half way, or is hindered, leaves the rest of the minute's orders unmade; those that
 * it made and did not publish the closing function takes up.
 *
 * @param startHq makes an HQ for this tick alone: its publisher is stopped in the end
 * @param onMetrics told once a tick, also of one that fails
 */
export function makeTick(
  startHq: () => Hq,
  ordersPerMinute: number,
  onMetrics: (metrics: TickMetrics) => void,
  wait: (ms: number) => Promise<unknown> = sleep,
) {
  return async ({ time = '' }: TickEvent, context: FunctionContext): Promise<{ readonly made: number }> => {
    const at = Date.parse(time);
    if (Number.isNaN(at)) throw new Error(`A tick needs the time of its event, and not '${time}'.`);
    const hq = startHq();
    let made = 0;
    let failure: unknown;
    try {
      made = (await mayMake(hq, at)) ? await makeOrders(hq, context) : 0;
      await publishLast(hq, context);
    } catch (error) {
      failure = error;
    }
    onMetrics(await measure(hq, made, failure !== undefined));
    // A call that hangs ends later, in a publisher that does nothing more.
    await Promise.race([hq.publisher.stop(), sleep(STOPPING_MS)]);
    if (failure !== undefined) throw failure as Error;
    return { made };
  };

  /** Where nobody is owed orders, or SNS is behind, the minute stays free, and the function ends at once. */
  async function mayMake({ participants, publisher, minutes, now, log }: Hq, at: number): Promise<boolean> {
    if (ordersPerMinute === 0 || (await participants.listOpen()).length === 0) return false;
    const waitsMs = now() - ((await publisher.oldestUnsentAt()) ?? Infinity);
    if (waitsMs <= OUTBOX_LIMIT_MS) return minutes.take(at);
    log.warn(`No orders are made: one waits for SNS for ${Math.round(waitsMs / 1_000)} s already.`);
    return false;
  }

  async function makeOrders(hq: Hq, context: FunctionContext): Promise<number> {
    const freeMs = context.getRemainingTimeInMillis() - RESERVED_MS;
    const spreadMs = Math.max(EVERY_MS, Math.min(SPREAD_MS, freeMs));
    let made = await makeWithin(hq, context, ordersPerMinute, spreadMs);
    // What came due while the processor was busy: the orders of a second at most.
    const missed = Math.min(ordersPerMinute - made, Math.ceil((ordersPerMinute * 1_000) / spreadMs));
    if (missed > 0) made += await makeWithin(hq, context, missed, EVERY_MS);
    const { log, generator } = hq;
    if (made < ordersPerMinute)
      log.warn(`Only ${made} of ${ordersPerMinute} orders are made: ${generator.status().state}`);
    else log.log(`${made} orders made.`);
    return made;
  }

  async function makeWithin({ generator }: Hq, context: FunctionContext, count: number, spreadMs: number) {
    generator.set({ rate: (count * 1_000) / spreadMs, burst: 1, count, paused: false });
    do {
      await wait(EVERY_MS);
      await generator.tick();
    } while (generator.status().running && context.getRemainingTimeInMillis() > RESERVED_MS);
    return generator.status().made;
  }
}

async function publishLast({ publisher }: Hq, context: FunctionContext): Promise<void> {
  const limitMs = context.getRemainingTimeInMillis() - MEASURING_MS - STOPPING_MS;
  if (await waitUntilPublished(publisher, limitMs)) return;
  const { backlog, trouble = '' } = publisher;
  throw new Error(`${backlog} orders are not published yet; the closing function takes them up. ${trouble}`);
}

/** Of participants who are red: what was looked into, or is expected, alarms nobody again. */
async function measure(hq: Hq, made: number, failed: boolean): Promise<TickMetrics> {
  const { publisher, reporter, now, log } = hq;
  const ofTick = { Published: Math.max(0, made - publisher.backlog), TickErrors: failed ? 1 : 0 };
  try {
    return await withDeadline(MEASURING_MS, async () => {
      const oldest = await publisher.oldestUnsentAt();
      const { participants = [] } = (await reporter.report()) ?? {};
      const red = participants.filter((participant) => participant.red);
      return {
        ...ofTick,
        Open: sum(participants.map(({ open }) => open)),
        Red: red.length,
        Lost: sum(red.map(({ lost }) => lost)),
        Unattributed: sum(red.map(({ unattributed }) => unattributed)),
        OutboxAge: oldest === undefined ? 0 : Math.max(0, (now() - oldest) / 1_000),
      };
    });
  } catch (error) {
    log.error(`The ledger cannot be measured: ${messageOf(error)}`);
    return ofTick;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
