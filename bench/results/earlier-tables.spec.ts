import { describe, expect, it } from '@jest/globals';
import { earlierSections } from './earlier-tables.ts';
import type { HighestRate } from './earlier.ts';

const RATES: HighestRate = {
  ...{ besideBusyCore: true, until: 'nomagnesite', runs: 3, limitMs: 150_000, ratio: 4 },
  present: {
    ...{ highest: 400, isTop: true },
    tries: [
      { rate: 400, reasons: [] },
      { rate: 400, reasons: ['p50 900 ms at alb'] },
      { rate: 400, reasons: [] },
    ],
  },
  earlier: {
    ...{ highest: 100, isTop: false },
    tries: [
      { rate: 100, reasons: [] },
      { rate: 200, reasons: ['it did not end'] },
      { rate: 200, reasons: ['it did not end'] },
    ],
  },
};

const page = (earlier: Parameters<typeof earlierSections>[0]) => earlierSections(earlier).join('\n\n');

describe('tables beside the earlier commit', () => {
  it('give the reason if nothing was measured', () => {
    const text = page({ commit: '421ad2c', skipped: 'Deepen it: git fetch --unshallow', rates: [] });
    expect(text).toBe('## Beside 421ad2c\n\nNot measured: Deepen it: git fetch --unshallow');
  });

  it('show processor time and writes of an order in both trees', () => {
    const cost = {
      ...{ stage: 'alb', rate: 100, rounds: 3, durationMs: 60_000 },
      present: { hqMicros: 1_364.2, endpointsMicros: 1_675, writingCalls: 0.92, itemsWritten: 2.7 },
      earlier: { hqMicros: 2_106, endpointsMicros: 1_967, writingCalls: 3.2, itemsWritten: 5 },
      ratios: { hqMicros: 0.648, endpointsMicros: 0.85, writingCalls: 0.29, itemsWritten: 0.54 },
    };
    const text = page({ commit: '421ad2c', cost, rates: [] });
    expect(text).toContain("| HQ's CPU µs | 1364 | 2106 | **0.65** |");
    expect(text).toContain('| writing calls | 0.92 | 3.20 | **0.29** |');
  });

  it('show how many tries passed at each rate, and the reasons of the others', () => {
    const text = page({ commit: '421ad2c', rates: [RATES] });
    expect(text).toContain('## The highest rate of a migration beside a busy core, beside 421ad2c');
    expect(text).toContain('present **400 or more**, 421ad2c **100**, ratio **4.00**');
    expect(text).toContain('| 100 |  | 1 of 1 |\n| 200 |  | 0 of 2 |\n| 400 | 2 of 3 |  |');
    expect(text).toContain('- present at 400: p50 900 ms at alb\n- 421ad2c at 200: it did not end');
  });
});
