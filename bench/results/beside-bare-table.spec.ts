import { expect, it } from '@jest/globals';
import { besideBareSections } from './beside-bare-table.ts';

it('shows the processor time of each program for an order, and the rate', () => {
  const measured = {
    ...{ stage: 'alb', rate: 140, isHalfOfHighest: true, rounds: 3, durationMs: 60_000 },
    ...{ cpuMicros: { hq: 701.2, endpoints: 1_500, bare: 100 }, ratios: { hq: 7.012, endpoints: 15 } },
  };
  const text = besideBareSections(measured).join('\n\n');
  expect(text).toContain(
    'Stage `alb` at 140 orders/s, half of the highest rate that passed; 3 turns of 60 s each.',
  );
  expect(text).toContain('| HQ | 701 | **7.01** |\n| the endpoints | 1500 | **15.00** |');
  expect(besideBareSections({ ...measured, isHalfOfHighest: false }).join()).toContain(
    'at 140 orders/s, a fixed rate;',
  );
});
