import { describe, expect, it } from '@jest/globals';
import { overloadSections } from './overload-tables.ts';
import type { Overload } from './overload.ts';

const OVERLOAD: Overload = {
  ...{
    stage: 'alb',
    sustained: { deliveries: 400.4, generator: 199.6 },
    orders: 90_000,
    twice: 0,
    reasons: [],
  },
  loads: [
    {
      ...{
        title: '10 times the highest rate, delivered',
        offeredPerSecond: 4_004,
        sent: 120_000,
        refused: 108_000,
      },
      ...{ accepted: 12_000, goodput: 390.2, sustained: 400.4, ratio: 0.975, secondsAfter: 1.26 },
      ...{ lost: 1, restarts: 0, tasksReplaced: 2, peakMb: { HQ: 160.4, monolith: 140 } },
    },
  ],
};

const page = (overload: Overload) => overloadSections(overload).join('\n\n');

describe('tables about overload', () => {
  it('show the sustained rate, each load, and the memory of each program', () => {
    const text = page(OVERLOAD);
    expect(text).toContain('**400** orders/s by a closed loop of deliveries and **200** by');
    expect(text).toContain(
      'delivered | 4004 | 120000 | 108000 | 12000 | 390 | 400 | **0.97** | 1.3 | 1 | 0 | 2 |',
    );
    expect(text).toContain('| load | HQ | monolith |');
    expect(text).toContain('delivered | 160 | 140 |');
    expect(text).not.toContain('is wrong');
  });

  it('show the reasons against the ledger', () => {
    const text = page({ ...OVERLOAD, reasons: ['The audit does not agree.'] });
    expect(text).toContain('**The ledger is wrong:**\n\n- The audit does not agree.');
  });
});
