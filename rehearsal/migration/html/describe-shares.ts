import { RESOURCES, SERVICES } from '@interstella/infra/stages';
import { grouped } from '../grouped.ts';
import type { MigrationResult, StageRow } from '../result.ts';

/** What the picture shows, for who cannot see it. */
export function describeShares({ rows, totals, faults }: MigrationResult): string {
  const stages = rows.map((row) => `${row.stage}: ${sharesOf(row)}`).join('. ');
  const trouble = `${grouped(totals.duplicatesAbsorbed)} repeats were absorbed and ${grouped(totals.failedRequests)} requests failed.`;
  const injected = faults.length > 0 ? ` ${faults.length} faults were injected.` : '';
  return `Stacked areas over time, one picture for each of ${RESOURCES.join(' and ')}. Resources fulfilled, stage by stage: ${stages}. ${trouble}${injected}`;
}

function sharesOf({ by }: StageRow): string {
  const shares = SERVICES.filter(({ name }) => by[name] > 0).map(
    ({ name }) => `${grouped(by[name])} by ${name}`,
  );
  return shares.length > 0 ? shares.join(', ') : 'none';
}
