import { LatencyHistogram } from './latency-histogram.ts';
import type { FailedRequest, TrafficTotals } from './traffic.ts';

/** What came of the requests of one interval; each counts in that in which it ended. */
export interface TrafficInterval extends Pick<TrafficTotals, 'seconds' | 'requests' | 'failed' | 'byStatus'> {
  /** The first few of those that failed; of very many, of the last that are known. */
  readonly firstFailures: readonly FailedRequest[];
  /** From a request's head to the end of its answer, in milliseconds; null without requests. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

const MOST_FAILURES = 20;

/** @param before undefined for the start */
export function trafficBetween(before: TrafficTotals | undefined, after: TrafficTotals): TrafficInterval {
  const { seconds = 0, requests = 0, failed: failedBefore = 0, byStatus = {}, latencies = [] } = before ?? {};
  const failed = after.failed - failedBefore;
  const statuses = Object.entries(after.byStatus)
    .map(([status, count]) => [status, count - (byStatus[status] ?? 0)] as const)
    .filter(([, count]) => count > 0);
  const histogram = LatencyHistogram.between(latencies, after.latencies);
  return {
    seconds: after.seconds - seconds,
    requests: after.requests - requests,
    failed,
    byStatus: Object.fromEntries(statuses),
    firstFailures: after.lastFailures
      .slice(Math.max(0, after.lastFailures.length - failed))
      .slice(0, MOST_FAILURES),
    p50Ms: histogram.percentile(50) ?? null,
    p99Ms: histogram.percentile(99) ?? null,
  };
}
