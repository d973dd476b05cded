import type { Hq } from '../hq.ts';
import { settle } from './settle.ts';

/** Kept free at the end of the time that the function has, for stopping. */
const STOPPING_MS = 5_000;

/** What EventBridge sends. */
export interface TickEvent {
  /** When it was due, as ISO 8601 has it. */
  readonly time?: string;
}

export interface TickContext {
  getRemainingTimeInMillis(): number;
}

export interface TickResult {
  /** Orders of an earlier tick, or of the API, that were not published then. */
  readonly resumed: number;
  readonly made: number;
}

/**
 * One minute's work of HQ without a process of its own: publishes what was cut short and makes the minute's
 * orders for every participant that is open. A minute has its orders once, however often its event comes.
 *
 * @param startHq makes an HQ for this tick alone: its publisher is stopped in the end
 */
export function makeTick(startHq: () => Hq, ordersPerMinute: number) {
  return async ({ time = '' }: TickEvent, context: TickContext): Promise<TickResult> => {
    const at = Date.parse(time);
    if (Number.isNaN(at)) throw new Error(`A tick needs the time of its event, and not '${time}'.`);
    const hq = startHq();
    const resumed = await hq.publisher.resume();
    const participants = await hq.participants.listOpen();
    const mayMake = participants.length > 0 && hq.publisher.hasRoomFor(ordersPerMinute);
    const made = mayMake && (await hq.minutes.take(at)) ? ordersPerMinute : 0;
    // What the ledger does not take in time was never made.
    if (made > 0) hq.publisher.make(made).catch(() => undefined);
    const published = await settle(hq.publisher, context.getRemainingTimeInMillis() - STOPPING_MS);
    const { backlog, trouble } = hq.publisher;
    await hq.publisher.stop();
    if (!published) {
      throw new Error(
        `${backlog} orders are not published yet; the next tick takes them up. ${trouble ?? ''}`,
      );
    }
    hq.log.info(`${made} orders made for ${participants.length} participants, ${resumed} taken up.`);
    return { resumed, made };
  };
}
