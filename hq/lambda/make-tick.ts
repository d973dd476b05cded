import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline } from '../deadline.ts';
import type { Hq } from '../hq.ts';
import { firstLineOf } from '../log.ts';
import { type FunctionContext, waitUntilPublished } from './wait-until-published.ts';
import type { TickMetrics } from './tick-metrics.ts';

/** The orders of a minute are spread over this time. */
export const SPREAD_MS = 50_000;

/** Reserved at the end of the function's time for publishing the last orders, measuring and stopping. */
const PUBLISHING_MS = 3_000;
const MEASURING_MS = 3_500;
const STOPPING_MS = 1_000;
const RESERVED_MS = PUBLISHING_MS + MEASURING_MS + STOPPING_MS;

const EVERY_MS = 50;

/** No orders are made while one waits for SNS longer than this. Each tick has its own publisher and cannot see the others' backlog. */
const OUTBOX_LIMIT_MS = 120_000;

/** The event of EventBridge Scheduler. */
export interface TickEvent {
  /** When the event was due, in ISO 8601. */
  readonly time?: string;
}

/**
 * Makes the tick function. A tick runs HQ's generator for one minute and makes that minute's orders for all open
 * participants. The first tick of a minute acquires its lock, so a repeated event makes no orders. If a tick dies or is
 * blocked, the rest of its orders are not made; the closing function publishes those that it made.
 *
 * @param startHq starts an HQ for one tick, since its publisher is stopped at the end
 * @param onMetrics called once per tick, also if it fails
 */
export function makeTick(
  startHq: () => Hq,
  ordersPerMinute: number,
  onMetrics: (metrics: TickMetrics) => void,
  wait: (ms: number) => Promise<unknown> = sleep,
) {
  return async ({ time = '' }: TickEvent, context: FunctionContext): Promise<{ readonly made: number }> => {
    const at = Date.parse(time);
    if (Number.isNaN(at)) throw new Error(`The event's time must be an ISO 8601 date; it was '${time}'.`);
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
    // A call that hangs ends later; the publisher starts no further ones.
    await Promise.race([hq.publisher.stop(), sleep(STOPPING_MS)]);
    if (failure !== undefined) throw failure as Error;
    return { made };
  };

  /** Acquires the minute, unless no participant is open or SNS is behind. */
  async function mayMake(
    { participants, publisher, scheduleLock, now, log }: Hq,
    at: number,
  ): Promise<boolean> {
    if (ordersPerMinute === 0 || (await participants.listOpen()).length === 0) return false;
    const waitsMs = now() - ((await publisher.oldestUnsentAt()) ?? Infinity);
    if (waitsMs <= OUTBOX_LIMIT_MS) return scheduleLock.acquire(at);
    log.warn(`No orders are made: one has waited for SNS for ${Math.round(waitsMs / 1_000)} s.`);
    return false;
  }

  async function makeOrders(hq: Hq, context: FunctionContext): Promise<number> {
    const freeMs = context.getRemainingTimeInMillis() - RESERVED_MS;
    const spreadMs = Math.max(EVERY_MS, Math.min(SPREAD_MS, freeMs));
    let made = await makeWithin(hq, context, ordersPerMinute, spreadMs);
    // Orders that came due while the processor was busy: at most those of one second.
    const missed = Math.min(ordersPerMinute - made, Math.ceil((ordersPerMinute * 1_000) / spreadMs));
    if (missed > 0) made += await makeWithin(hq, context, missed, EVERY_MS);
    const { log, generator } = hq;
    if (made < ordersPerMinute)
      log.warn(`Only ${made} of ${ordersPerMinute} orders were made: ${generator.status().state}`);
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
  const { backlog, failure = '' } = publisher;
  throw new Error(
    `${backlog} orders are not published yet. The closing function will publish them. ${failure}`,
  );
}

/** Counts lost and unattributed orders of red participants alone: those that are acknowledged or expected raise no alarm. */
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
    log.error(`The ledger cannot be read for metrics: ${firstLineOf(error)}`);
    return ofTick;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
