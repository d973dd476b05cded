import type { MigrationResult } from '@interstella/rehearsal/migration/result.ts';

/** Of what a migration prints as JSON. */
export type Migrated = Pick<MigrationResult, 'rate' | 'madePerSecond' | 'reasons' | 'totals' | 'rows'>;

/** How a migration ended by itself. */
interface Ended {
  readonly code: number | null;
  /** Its JSON. */
  readonly stdout: string;
}

/** Orders that take longer are waiting in line. */
export const P50_LIMIT_MS = 500;
/** A rate of which HQ makes less is not a rate that was passed. */
const NEARLY_ALL = 0.95;

/** Why a migration does not pass at its rate; empty if it does. @param ended undefined if it was stopped at its limit */
export function reasonsAgainst(ended: Ended | undefined): string[] {
  if (!ended) return ['it did not end'];
  const migrated = read(ended.stdout);
  if (!migrated) return [`it printed no result, exit code ${String(ended.code)}`];
  const reasons = reasonsIn(migrated);
  return ended.code === 0 || reasons.length > 0 ? reasons : [`exit code ${String(ended.code)}`];
}

function reasonsIn({ rate, madePerSecond, totals, rows, reasons }: Migrated): string[] {
  return [
    ...reasons,
    ...(totals.failedRequests > 0 ? [`${totals.failedRequests} requests failed`] : []),
    ...(madePerSecond < NEARLY_ALL * rate ? [`only ${madePerSecond.toFixed(0)} orders/s were made`] : []),
    ...rows.flatMap(({ stage, latencyMs }) => {
      if (!latencyMs) return [`no order was complete at ${stage}`];
      return latencyMs.p50 > P50_LIMIT_MS ? [`p50 ${latencyMs.p50.toFixed(0)} ms at ${stage}`] : [];
    }),
  ];
}

function read(stdout: string): Migrated | undefined {
  try {
    return JSON.parse(stdout) as Migrated;
  } catch {
    return undefined;
  }
}
