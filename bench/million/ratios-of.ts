import type { Million } from '../results/results.ts';
import { median } from '../statistics/median.ts';

/** A ledger's turns under load, and HQ's memory after them. */
export interface Turns {
  readonly turns: readonly { readonly p50: number; readonly p99: number }[];
  readonly hqMb: number;
}

/** Each is taken within a pair of turns, before the median, so that a machine that slows down slows both of a pair. */
export function ratiosOf(empty: Turns, full: Turns): Million['ratios'] {
  const ratio = (of: (turn: Turns['turns'][number]) => number) =>
    median(
      full.turns.map((turn, round) => {
        const other = empty.turns[round];
        // The ledger tells whole milliseconds.
        return other ? Math.max(1, of(turn)) / Math.max(1, of(other)) : NaN;
      }),
    );
  return { p50: ratio(({ p50 }) => p50), p99: ratio(({ p99 }) => p99), hqMemory: full.hqMb / empty.hqMb };
}
