import type { ParticipantReport } from '@interstella/hq/client';
import type { TrafficInterval } from '@interstella/local/platform/load-balancer';

/** What the ledger and the load balancer saw while a stage was switched. */
export interface SwitchSummary {
  readonly seconds: number;
  readonly published: number;
  readonly complete: number;
  readonly absorbed: number;
  readonly lost: number;
  readonly unattributed: number;
  /** In the end. */
  readonly open: number;
  readonly requests: number;
  readonly failedRequests: number;
  readonly firstFailures: TrafficInterval['firstFailures'];
}

/** @param before as HQ reported at the beginning, and `after` in the end */
export function summarizeSwitch(
  before: ParticipantReport,
  after: ParticipantReport,
  traffic: TrafficInterval,
): SwitchSummary {
  return {
    seconds: traffic.seconds,
    published: after.published - before.published,
    complete: after.complete - before.complete,
    absorbed: after.duplicatesAbsorbed - before.duplicatesAbsorbed,
    lost: after.lost - before.lost,
    unattributed: after.unattributed - before.unattributed,
    open: after.open,
    requests: traffic.requests,
    failedRequests: traffic.failed,
    firstFailures: traffic.firstFailures,
  };
}

/** For a person, a few lines. */
export function summaryText(summary: SwitchSummary): string {
  const { seconds, published, complete, open, absorbed, lost, unattributed, requests, failedRequests } =
    summary;
  const ledger = [
    `published ${published}`,
    `complete ${complete}`,
    `absorbed ${absorbed}`,
    `open ${open}`,
    `lost ${lost}`,
    ...(unattributed > 0 ? [`unattributed ${unattributed}`] : []),
  ];
  return [
    `In these ${seconds.toFixed(1)} s the ledger saw: ${ledger.join('  ')}`,
    `The load balancer had ${requests} ${requests === 1 ? 'request' : 'requests'}, of which ${failedRequests} failed.`,
    ...summary.firstFailures.map(
      ({ at, method, path, status, reason }) => `  ${at} ${method} ${path}: ${status}, ${reason}`,
    ),
  ].join('\n');
}
