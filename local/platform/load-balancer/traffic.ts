import { LatencyHistogram, type LatencyCounts } from './latency-histogram.ts';

/** A request that ended with anything but a 2xx, or not at all. */
export interface FailedRequest {
  /** When it ended, ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** Without the query, cut at 200 characters. */
  readonly path: string;
  /** What the client got; 460, as AWS logs it, if the client was gone before. */
  readonly status: number;
  /** `127.0.0.1:40123`; absent if no target was asked. */
  readonly target?: string;
  /** Whether target or load balancer gave that status, and why. */
  readonly reason: string;
}

/** Counts of all requests since the start. The difference of two is the traffic between them. */
export interface TrafficTotals {
  /** Since the start. */
  readonly seconds: number;
  readonly requests: number;
  /** Those that ended with anything but a 2xx, or with a connection that broke. */
  readonly failed: number;
  /** By the first digit: `2xx` to `5xx`, what the client got. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** From a request's head to the end of its answer. */
  readonly latencies: LatencyCounts;
  /** The last of those that failed, oldest first, at most {@link KEPT_FAILURES}. */
  readonly lastFailures: readonly FailedRequest[];
}

/** A request that is over. */
export interface EndedRequest {
  readonly status: number;
  readonly latencyMs: number;
  readonly failure?: FailedRequest;
}

export const KEPT_FAILURES = 100;

/** Counts requests, in memory that does not grow with them. Nobody who looks takes anything from anybody else. */
export class Traffic {
  readonly #since = performance.now();
  readonly #latencies = new LatencyHistogram();
  /** By the first digit. */
  readonly #byStatus = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  readonly #failures: FailedRequest[] = [];
  #requests = 0;
  #failed = 0;

  record({ status, latencyMs, failure }: EndedRequest): void {
    this.#requests += 1;
    const digit = Math.floor(status / 100) % 10;
    this.#byStatus[digit] = (this.#byStatus[digit] ?? 0) + 1;
    this.#latencies.record(latencyMs);
    if (failure === undefined) return;
    this.#failed += 1;
    this.#failures.push(failure);
    if (this.#failures.length > KEPT_FAILURES) this.#failures.shift();
  }

  totals(): TrafficTotals {
    const byStatus = this.#byStatus
      .map((count, digit) => [`${digit}xx`, count] as const)
      .filter(([, count]) => count > 0);
    return {
      seconds: (performance.now() - this.#since) / 1_000,
      requests: this.#requests,
      failed: this.#failed,
      byStatus: Object.fromEntries(byStatus),
      latencies: this.#latencies.counts(),
      lastFailures: [...this.#failures],
    };
  }
}
