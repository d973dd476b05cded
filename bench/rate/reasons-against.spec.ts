import { describe, expect, it } from '@jest/globals';
import { reasonsAgainst } from './reasons-against.ts';

const row = (stage: string, p50: number | undefined) => ({
  stage,
  latencyMs: p50 === undefined ? null : { p50, p99: 2_000 },
});

const MIGRATED = {
  ...{ rate: 100, madePerSecond: 96, reasons: [] },
  totals: { failedRequests: 0 },
  rows: [row('alb', 500), row('iridium', 20), row('alb', 30)],
};

const ended = (more: object = {}, code: number | null = 0) => ({
  code,
  stdout: JSON.stringify({ ...MIGRATED, ...more }),
});

describe('a migration at a rate', () => {
  it('passes with exit code 0, no failed request, nearly all orders made, and 500 ms in every stage', () => {
    expect(reasonsAgainst(ended())).toEqual([]);
  });

  it('fails if one stage is slow, or completes no order', () => {
    const rows = [row('alb', 20), row('iridium', 501), row('noiridium', undefined)];
    expect(reasonsAgainst(ended({ rows }))).toEqual([
      'p50 501 ms at iridium',
      'no order was complete at noiridium',
    ]);
  });

  it('fails if HQ made fewer orders, because that is another rate', () => {
    expect(reasonsAgainst(ended({ madePerSecond: 94 }))).toEqual(['only 94 orders/s were made']);
  });

  it('fails with failed requests or another exit code, and has the reasons of the migration', () => {
    const reasons = ['1 order is not complete in the ledger.'];
    expect(reasonsAgainst(ended({ reasons }, 1))).toEqual(reasons);
    expect(reasonsAgainst(ended({ totals: { failedRequests: 2 } }))).toEqual(['2 requests failed']);
    expect(reasonsAgainst(ended({}, 1))).toEqual(['exit code 1']);
  });

  it('fails if it was stopped at its time limit, was killed, or printed nothing', () => {
    expect(reasonsAgainst(undefined)).toEqual(['it did not end']);
    expect(reasonsAgainst({ code: null, stdout: '' })).toEqual(['it printed no result, exit code null']);
  });
});
