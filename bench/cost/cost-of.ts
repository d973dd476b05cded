import type { Cost, OrderCost } from '../results/earlier.ts';
import { median } from '../statistics/statistics.ts';
import type { Sides } from '../trees/tree.ts';

/** Each ratio is within a pair of turns, so that a machine that slows down slows both. */
export function costOf(turns: Sides<readonly OrderCost[]>): Pick<Cost, 'present' | 'earlier' | 'ratios'> {
  const { present, earlier } = turns;
  return {
    present: eachFigure((figure) => median(present.map((turn) => turn[figure]))),
    earlier: eachFigure((figure) => median(earlier.map((turn) => turn[figure]))),
    ratios: eachFigure((figure) =>
      median(present.map((turn, round) => turn[figure] / (earlier[round]?.[figure] ?? NaN))),
    ),
  };
}

function eachFigure(value: (figure: keyof OrderCost) => number): OrderCost {
  return {
    hqMicros: value('hqMicros'),
    endpointsMicros: value('endpointsMicros'),
    writingCalls: value('writingCalls'),
    itemsWritten: value('itemsWritten'),
  };
}
