import type { ConservationReport, ParticipantReport, ReportedOrder } from '@interstella/hq/client';
import type { Colors } from './colors.ts';

/** How many orders of a kind the text lists; `--json` lists more. */
const LISTED_ORDERS = 10;

/** The conservation report as text. */
export function reportText(report: ConservationReport, colors: Colors): string {
  const verdict = report.red ? colors.red('RED') : colors.green('green');
  const lines = [`Conservation report at ${report.asOf}: ${verdict}`];
  for (const participant of report.participants) lines.push('', ...participantLines(participant, colors));
  if (report.participants.length === 0) lines.push('No participants yet.');
  for (const warning of report.warnings) lines.push(colors.yellow(`Warning: ${warning}`));
  if (report.audit) lines.push('', ...auditLines(report.audit));
  return lines.join('\n');
}

function participantLines(report: ParticipantReport, colors: Colors): string[] {
  if (isEmpty(report)) return [`${colors.bold(report.participant)}: no orders yet`];
  const rows: [string, number][] = [
    ['published', report.published],
    ['complete', report.complete],
    ['open', report.open],
    ['overdue', report.overdue],
    ['dead-lettered', report.deadLettered],
    ['lost', report.lost],
    ['duplicates absorbed', report.duplicatesAbsorbed],
    ['direct', report.direct],
    ['unattributed', report.unattributed],
    ['not owed', report.notOwed],
    ...(report.expired > 0 ? ([['expired', report.expired]] as [string, number][]) : []),
  ];
  return [
    colors.bold(report.participant),
    ...rows.map(([label, count]) => `  ${label.padEnd(20)}${String(count).padStart(9)}`),
    ...resourceLines(report),
    ...(report.latencyMs
      ? [`  latency: p50 ${report.latencyMs.p50} ms, p99 ${report.latencyMs.p99} ms`]
      : []),
    ...report.reasons.map((reason) => colors.red(`  ${reason}`)),
    ...report.acknowledged.map(({ reason, at }) => `  acknowledged at ${at}: ${reason}`),
    ...orderLines('lost', report.orders.lost),
    ...orderLines('dead-lettered', report.orders.deadLettered),
    ...orderLines('open', report.orders.open),
    ...listOf(
      'unattributed',
      report.orders.unattributed,
      ({ orderId, by, resources }) => `${orderId}, ${resources.join(', ')} by ${by.join(', ')}`,
    ),
  ];
}

/** Whether there is nothing to report: every count is zero. */
function isEmpty(report: ParticipantReport): boolean {
  const { published, deadLettered, direct, unattributed, notOwed, expired } = report;
  const counts = { published, deadLettered, direct, unattributed, notOwed, expired };
  const texts = [...report.reasons, ...report.acknowledged];
  return texts.length === 0 && Object.values(counts).every((count) => count === 0);
}

function resourceLines({ byResource }: ParticipantReport): string[] {
  return Object.entries(byResource).map(([resource, { claimed, by }]) => {
    const shares = Object.entries(by).map(([who, count]) => `${count} by ${who}`);
    return `  ${resource.padEnd(20)}${String(claimed).padStart(9)}${shares.length > 0 ? `  (${shares.join(', ')})` : ''}`;
  });
}

function orderLines(kind: string, orders: readonly ReportedOrder[]): string[] {
  return listOf(kind, orders, ({ orderId, missing }) => `${orderId} lacks ${missing.join(', ')}`);
}

function listOf<T>(kind: string, orders: readonly T[], describe: (order: T) => string): string[] {
  const listed = orders.slice(0, LISTED_ORDERS).map((order) => `  ${kind}: ${describe(order)}`);
  const rest = orders.length - listed.length;
  return rest > 0 ? [...listed, `  … and ${rest} more ${kind}`] : listed;
}

function auditLines(audit: NonNullable<ConservationReport['audit']>): string[] {
  const { agrees, expired = [] } = audit;
  const gone = expired.map(({ participant, problem }) => `Audit of ${participant}: ${problem}`);
  if (agrees && gone.length > 0) return [...gone, 'Audit: what is left was counted again, and agrees.'];
  if (agrees) return ['Audit: everything was counted again from the lanes, and agrees.'];
  return [
    ...gone,
    'Audit: the ledger does not agree with its lanes:',
    JSON.stringify(audit.differences, null, 2),
  ];
}
