import type { MigrationResult } from '@interstella/rehearsal/migration/result.ts';

/** The part of a migration's JSON that is used here. */
export type Migrated = Pick<MigrationResult, 'rate' | 'madePerSecond' | 'reasons' | 'totals' | 'rows'>;

/** The end of a migration. */
interface Ended {
  readonly code: number | null;
  /** Its JSON. */
  readonly stdout: string;
}

/** Orders that take longer wait in a queue. */
export const P50_LIMIT_MS = 500;
/** The part of the wanted orders that HQ has to make at a rate that passes. */
const NEARLY_ALL = 0.95;

/** The reasons why a migration fails at its rate; empty if it passes. @param ended undefined if it was stopped at its time limit */
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
