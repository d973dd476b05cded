import { RESOURCES, SERVICES } from '@interstella/infra/stages';
import type { MigrationResult, StageRow } from '../result.ts';

/** What the picture shows, for who cannot see it. */
export function describeShares({ rows, totals, faults }: MigrationResult): string {
  const stages = rows.map((row) => `${row.stage}: ${sharesOf(row)}`).join('. ');
  const trouble = `${totals.duplicatesAbsorbed} repeats were absorbed and ${totals.failedRequests} requests failed.`;
  const injected = faults.length > 0 ? ` ${faults.length} faults were injected.` : '';
  return `Stacked areas over time, one picture for each of ${RESOURCES.join(' and ')}. Resources fulfilled, stage by stage: ${stages}. ${trouble}${injected}`;
}

function sharesOf({ by }: StageRow): string {
  const shares = SERVICES.filter(({ name }) => by[name] > 0).map(({ name }) => `${by[name]} by ${name}`);
  return shares.length > 0 ? shares.join(', ') : 'none';
}
