import type { MigrationResult } from '@interstella/rehearsal/migration/result.ts';
import type { Migration } from '../results/results.ts';

type Migrated = Pick<MigrationResult, 'rate' | 'rows' | 'totals' | 'reasons'>;

/**
 * The bench's result for a migration.
 *
 * @param seconds of the whole command
 */
export function migrationOf({ rate, rows, totals, reasons }: Migrated, seconds: number): Migration {
  return {
    rate,
    seconds,
    gateSeconds: totals.gateS,
    published: totals.published,
    failedRequests: totals.failedRequests,
    lost: totals.lost,
    reasons,
    switches: rows.slice(1).map((row, index) => ({
      from: rows[index]?.stage ?? '',
      to: row.stage,
      seconds: row.switchS,
      gateSeconds: row.gateS,
      orders: row.published,
      latencyMs: row.latencyMs,
      failedRequests: row.failedRequests,
    })),
  };
}
