import type { BesideBare } from './results.ts';
import { boldRatio, table } from './markdown-parts.ts';

/** The section about a whole kit beside a bare server. */
export function besideBareSections(measured: BesideBare): string[] {
  const { stage, rate, isHalfOfHighest, rounds, durationMs, cpuMicros, ratios } = measured;
  const how = isHalfOfHighest ? 'half of the highest rate that passed' : 'a fixed rate';
  return [
    '## What an order costs a whole kit, beside bare `node:http`',
    `Stage \`${stage}\` at ${rate} orders/s, ${how}; ${rounds} turns of ${(durationMs / 1_000).toFixed(0)} s each.`,
    table(
      ['for an order', 'CPU µs', '**ratio**'],
      [
        ['HQ', cpuMicros.hq.toFixed(0), boldRatio(ratios.hq)],
        ['the endpoints', cpuMicros.endpoints.toFixed(0), boldRatio(ratios.endpoints)],
        ['bare `node:http`, direct order', cpuMicros.bare.toFixed(0), ''],
      ],
    ),
  ];
}
