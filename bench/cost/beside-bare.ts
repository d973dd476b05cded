import type { Programs } from '../kit/loaded-kit.ts';
import type { HighestRate } from '../results/earlier.ts';
import type { BesideBare } from '../results/results.ts';
import { median } from '../statistics/statistics.ts';

/** Processor time for one order, in microseconds: of the kit's programs, and of a bare server in the next turn. */
export interface BareTurn extends Programs<number> {
  readonly bare: number;
}

type LoadRate = Pick<BesideBare, 'rate' | 'isHalfOfHighest'>;

/** Orders per second: half of the highest rate that the present tree passed on an idle machine, or a fixed rate. */
export function rateBesideBare(rates: readonly HighestRate[], fixedRate: number): LoadRate {
  const highest = rates.find(({ besideBusyCore }) => !besideBusyCore)?.present.highest ?? 0;
  return highest > 0
    ? { rate: Math.max(1, Math.floor(highest / 2)), isHalfOfHighest: true }
    : { rate: fixedRate, isHalfOfHighest: false };
}

/** Each ratio is within a pair of turns, so that a machine that slows down slows both. */
export function besideBare(turns: readonly BareTurn[]): Pick<BesideBare, 'cpuMicros' | 'ratios'> {
  const medianOf = (of: (turn: BareTurn) => number) => median(turns.map(of));
  return {
    cpuMicros: {
      hq: medianOf(({ hq }) => hq),
      endpoints: medianOf(({ endpoints }) => endpoints),
      bare: medianOf(({ bare }) => bare),
    },
    ratios: {
      hq: medianOf(({ hq, bare }) => hq / bare),
      endpoints: medianOf(({ endpoints, bare }) => endpoints / bare),
    },
  };
}
