import { describe, expect, it } from '@jest/globals';
import { kitSections } from './kit-tables.ts';
import type { LedgerLoad, Migration } from './results.ts';

const MIGRATION: Migration = {
  ...{ rate: 200, seconds: 61.26, gateSeconds: 2, published: 900, failedRequests: 0, lost: 0 },
  switches: [
    {
      ...{ from: 'alb', to: 'iridium', seconds: 1.234, gateSeconds: 0.5, orders: 800 },
      ...{ latencyMs: { p50: 11.6, p99: 40.2 }, failedRequests: 0 },
    },
    {
      ...{ from: 'iridium', to: 'alb', seconds: 2, gateSeconds: 1.5, orders: 0 },
      ...{ latencyMs: null, failedRequests: 0 },
    },
  ],
  reasons: [],
};

const LOAD: LedgerLoad = {
  ...{ ordersBefore: 0, orders: 100, hqCpuMicros: 900, endpointsCpuMicros: 1_900, reportMs: 8, auditS: 2 },
  latencyMs: { p50: 10, p99: 30 },
  hqMb: { before: 100, after: 110 },
  endpointsMb: { before: 200, after: 210 },
};

const page = (measured: Parameters<typeof kitSections>[0]) => kitSections(measured).join('\n\n');
const NOTHING = { cells: [], startUps: [] };

describe('tables about the kit', () => {
  it('are left out without a measurement', () => {
    expect(kitSections(NOTHING)).toEqual([]);
  });

  it('show a migration switch by switch', () => {
    const text = page({ ...NOTHING, migration: MIGRATION });
    expect(text).toContain('At 200 orders/s: **61.3 s** for the whole command, 2.0 s of them at gates.');
    expect(text).toContain('| alb → iridium | 1.23 | 0.50 | 800 | 12 / 40 | 0 |');
    expect(text).toContain('| iridium → alb | 2.00 | 1.50 | 0 | – | 0 |');
    expect(text).not.toContain('It failed');
  });

  it('show the reasons why a migration failed, beside its numbers', () => {
    const text = page({ ...NOTHING, migration: { ...MIGRATION, reasons: ['1 order is lost.'] } });
    expect(text).toContain('**It failed:**\n\n- 1 order is lost.');
  });

  it('show the full ledger beside the empty one', () => {
    const full = { ...LOAD, ordersBefore: 1_000_000, latencyMs: { p50: 11, p99: 33 } };
    const ratios = { p50: 1.1, p99: 1.1, hqCpu: 1, endpointsCpu: 1.02, hqMemory: 1.05 };
    const million = {
      ...{ rate: 200, rounds: 3, durationMs: 20_000, fillSeconds: 90 },
      empty: LOAD,
      full,
      ratios,
    };
    const text = page({ ...NOTHING, million });
    expect(text).toContain('| orders in the ledger before | 0 | 1000000 |  |');
    expect(text).toContain('| p50 ms | 10.0 | 11.0 | **1.10** |');
    expect(text).toContain('| HQ, MB, over all turns | 100 → 110 | 100 → 110 | **1.05** |');
  });
});
