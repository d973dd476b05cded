import { expect } from '@jest/globals';
import type { MigrationResult } from '@interstella/rehearsal/migration/result.ts';

/** Expects of a migration from `alb` to `noiridium` and back, without failures, what every one of these has to show. */
export function expectThereAndBack({ rows }: MigrationResult): void {
  expect(rows.map(({ stage, images }) => [stage, ...images])).toEqual([
    ['alb', 'monolith:latest'],
    ['iridium', 'monolith:latest', 'iridium:latest'],
    ['noiridium', 'monolith:noiridium', 'iridium:latest'],
    ['iridium', 'monolith:latest', 'iridium:latest'],
    ['alb', 'monolith:latest'],
  ]);
  for (const row of rows) {
    expect(row).toMatchObject({ complete: row.published, lost: 0, unattributed: 0, failedRequests: 0 });
    expect(row.published).toBeGreaterThan(0);
    expect(row.by.monolith + row.by.iridium).toBe(2 * row.published);
  }
  expect(rows[0]?.by.iridium).toBe(0);
  expect(rows[2]?.by.iridium).toBeGreaterThan(0);
}
