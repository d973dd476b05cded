import type { Accepted } from './sender.ts';

/** An order that takes longer is late. */
const IN_TIME_MS = 5_000;

/**
 * Orders a second that were sent from then until then, and complete in time.
 *
 * @param completedAt when an order was complete, in milliseconds since 1970; undefined if it is not
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
