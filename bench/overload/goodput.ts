import type { Accepted } from './sender.ts';

/** The time limit for an order that is in time. */
const IN_TIME_MS = 5_000;

/**
 * Orders a second that were sent in the span and completed in time.
 *
 * @param completedAt the time at which an order was complete, in milliseconds since 1970; undefined if it is open
 */
export function goodput(
  accepted: readonly Accepted[],
  { from, until }: { readonly from: number; readonly until: number },
  completedAt: (one: Accepted) => number | undefined,
): number {
  const inTime = accepted.filter((one) => {
    if (one.sentAt < from || one.sentAt >= until) return false;
    const at = completedAt(one);
    return at !== undefined && at - one.sentAt <= IN_TIME_MS;
  });
  return (inTime.length * 1_000) / (until - from);
}
