import type { FaultMark } from '../faults/fault-record.ts';

interface Interval {
  /** In milliseconds since 1970, as the next. */
  readonly since: number;
  readonly at: number;
}

/** Whether what failed in an interval may have failed since something was broken on purpose. */
export function isExcused({ since, at }: Interval, faults: readonly FaultMark[]): boolean {
  return faults.some(({ from, failsUntil }) => failsUntil !== null && at >= from && since <= failsUntil);
}
