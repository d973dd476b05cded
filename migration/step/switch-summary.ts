import type { TrafficInterval } from '@interstella/local/platform/load-balancer';
import type { OwnReport } from './new-orders.ts';

/** What the ledger saw while a stage was switched; and the load balancer, where it can be asked. */
export interface SwitchSummary {
  readonly seconds: number;
  readonly published: number;
  readonly complete: number;
  readonly absorbed: number;
  readonly lost: number;
  readonly unattributed: number;
  /** In the end. */
  readonly open: number;
  readonly requests?: number;
  readonly failedRequests?: number;
  readonly firstFailures?: TrafficInterval['firstFailures'];
}

/** @param before as HQ reported at the beginning, and `after` in the end */
export function summarizeSwitch(
  before: OwnReport,
  after: OwnReport,
  traffic?: TrafficInterval,
): SwitchSummary {
  const since = (count: 'published' | 'complete' | 'duplicatesAbsorbed' | 'lost' | 'unattributed') =>
    after.own[count] - before.own[count];
  return {
    seconds: (Date.parse(after.asOf) - Date.parse(before.asOf)) / 1_000,
    published: since('published'),
    complete: since('complete'),
    absorbed: since('duplicatesAbsorbed'),
    lost: since('lost'),
    unattributed: since('unattributed'),
    open: after.own.open,
    ...(traffic && { requests: traffic.requests, failedRequests: traffic.failed }),
    ...(traffic && { firstFailures: traffic.firstFailures }),
  };
}

/** For a person, a few lines. */
export function summaryText({
  seconds,
  unattributed,
  requests,
  failedRequests,
  ...seen
}: SwitchSummary): string {
  const ledger = [
    `published ${seen.published}`,
    `complete ${seen.complete}`,
    `absorbed ${seen.absorbed}`,
    `open ${seen.open}`,
    `lost ${seen.lost}`,
    ...(unattributed > 0 ? [`unattributed ${unattributed}`] : []),
  ];
  const lines = [`In these ${seconds.toFixed(1)} s the ledger saw: ${ledger.join('  ')}`];
  if (requests !== undefined) {
    const count = `${requests} ${requests === 1 ? 'request' : 'requests'}`;
    lines.push(`The load balancer had ${count}, of which ${failedRequests ?? 0} failed.`);
  }
  const failures = (seen.firstFailures ?? []).map(
    ({ at, method, path, status, reason }) => `  ${at} ${method} ${path}: ${status}, ${reason}`,
  );
  return [...lines, ...failures].join('\n');
}
