import { statusText as ordersText } from '@interstella/terminal/status-line.ts';
import type { Colors } from '@interstella/terminal/colors.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import type { ServiceReading } from './stage-readings.ts';
import type { StackStatus, Status } from './status.ts';
import { isHealthy } from './targets.ts';

/** The status of an environment as a person reads it. */
export function statusText(status: Status, colors: Colors): string {
  const { environmentName, account, region, hq, interstella } = status;
  const lines = [
    colors.bold(`${environmentName} in account ${account}, ${region}`),
    `HQ           ${stackText(hq)}`,
    `stage        ${stackText(interstella)}`,
    ...(status.loadBalancerUrl === undefined ? [] : [`orders go to ${status.loadBalancerUrl}`]),
    ...table(status.services.map(serviceRow)),
    ...table(
      status.subscriptions.map(({ topic, endpoint, state }) => [`${topic} topic`, `→ ${endpoint}`, state]),
    ),
    ...status.queues
      .filter(({ deadLetters }) => deadLetters > 0)
      .map(({ topic, deadLetters }) => colors.yellow(`${deadLetters} dead letters of the ${topic} topic`)),
    ...status.problems.map((problem) => colors.yellow(problem)),
    ...[hq, interstella].flatMap((stack) => (stack?.problem === undefined ? [] : colors.red(stack.problem))),
    ...ordersLines(status, colors),
    neighboursText(status),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function stackText(stack: StackStatus | undefined): string {
  if (!stack) return 'not deployed';
  return `${stack.stage ?? 'none'} (stack ${stack.name}: ${stack.status}, changed ${stack.updatedAt})`;
}

function serviceRow({ service, running, targets = [] }: ServiceReading): string[] {
  if (!running) return [service, 'does not run'];
  const { imageTag, desired, pending, running: count } = running;
  const healthy = targets.filter(isHealthy).length;
  return [
    `${service}:${imageTag ?? '?'}`,
    `${count} of ${desired} running`,
    pending > 0 ? `${pending} pending` : '',
    `${healthy} of ${targets.length} targets healthy`,
  ];
}

/** Rows in columns of equal width. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function ordersLines({ orders }: Status, colors: Colors): string[] {
  if (!orders) return [];
  if ('unknown' in orders) return [colors.yellow(`orders: unknown. ${orders.unknown}`)];
  const { report, warnings } = orders;
  const verdict = report.red ? colors.red('RED') : colors.green('green');
  return [
    `orders of ${report.participant}: ${verdict}  ${ordersText(report)}`,
    ...report.reasons.map((reason) => colors.red(reason)),
    ...warnings.map((warning) => colors.yellow(`Warning: ${warning}`)),
  ];
}

function neighboursText({ environmentName, previous, next }: Status): string {
  const deploy = (stage: string) => printedCommand(`deploy ${stage}`, environmentName);
  const parts = [
    ...(next === undefined ? [] : [`forwards: ${deploy(next)}`]),
    ...(previous === undefined ? [] : [`back: ${deploy(previous)}`]),
  ];
  return parts.join('   ');
}
