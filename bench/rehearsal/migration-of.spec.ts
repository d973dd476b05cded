import { describe, expect, it } from '@jest/globals';
import type { MigrationResult } from '@interstella/rehearsal/migration/result.ts';
import { migrationOf } from './migration-of.ts';

const row = (stage: string, switchS: number, gateS = 0): MigrationResult['rows'][number] => ({
  stage,
  images: [],
  published: 10,
  complete: 10,
  by: { monolith: 20, iridium: 0, magnesite: 0 },
  duplicatesAbsorbed: 0,
  lost: 0,
  unattributed: 0,
  failedRequests: 0,
  latencyMs: { p50: 5, p99: 9 },
  gateS,
  switchS,
});

describe('the result of a migration', () => {
  const totals = { ...row('', 7, 3), published: 30, failedRequests: 2, lost: 1 };
  const rows = [row('alb', 4), row('iridium', 2, 3), row('alb', 1)];
  const migration = migrationOf({ rate: 200, rows, totals, reasons: ['1 order is lost'] }, 60);

  it('has a switch for every stage but the first, whose row is the cold start', () => {
    expect(migration.switches.map(({ from, to, seconds }) => [from, to, seconds])).toEqual([
      ['alb', 'iridium', 2],
      ['iridium', 'alb', 1],
    ]);
  });

  it('has the time of the command, and the reasons against the migration', () => {
    expect(migration).toMatchObject({
      ...{ rate: 200, seconds: 60, gateSeconds: 3, published: 30, failedRequests: 2, lost: 1 },
      reasons: ['1 order is lost'],
    });
  });
});
