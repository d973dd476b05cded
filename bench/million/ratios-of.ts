import type { Million } from '../results/results.ts';
import { median } from '../statistics/statistics.ts';
import type { TurnResult } from './ledger-kit.ts';

type ComparedResult = Pick<TurnResult, 'p50' | 'p99' | 'cpuMicros' | 'memoryMb'>;

/**
 * Full over empty, the median over pairs of turns. Each ratio is within a pair, so that a machine that slows down slows
 * both.
 */
export function ratiosOf(
  empty: readonly ComparedResult[],
  full: readonly ComparedResult[],
): Million['ratios'] {
  const ratio = (of: (turn: ComparedResult) => number) =>
    median(
      full.map((turn, round) => {
        const other = empty[round];
        return other ? of(turn) / of(other) : NaN;
      }),
    );
  return {
    // The ledger has whole milliseconds.
    p50: ratio(({ p50 }) => Math.max(1, p50)),
    p99: ratio(({ p99 }) => Math.max(1, p99)),
    hqCpu: ratio(({ cpuMicros }) => cpuMicros.hq),
    endpointsCpu: ratio(({ cpuMicros }) => cpuMicros.endpoints),
    hqMemory: ratio(({ memoryMb }) => memoryMb.hq),
  };
}
