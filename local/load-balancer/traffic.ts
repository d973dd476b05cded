import { LatencyHistogram } from './latency-histogram.ts';

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

/** What came of the requests of one interval; each counts in that in which it ended. */
export interface TrafficCount {
  readonly requests: number;
  /** Those that ended with anything but a 2xx, or with a connection that broke. */
  readonly failed: number;
  /** By the first digit: `2xx` to `5xx`, what the client got. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** The first few of those that failed. */
  readonly firstFailures: readonly FailedRequest[];
  /** From a request's head to the end of its answer, in milliseconds; null without requests. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export interface TrafficInterval extends TrafficCount {
  readonly seconds: number;
  /** By the name of the target group; what came to none, such as a request that is no HTTP, is in the sum alone. */
  readonly byTargetGroup: Readonly<Record<string, TrafficCount>>;
}

/** A request that is over. */
export interface EndedRequest {
  readonly targetGroup: string | undefined;
  readonly status: number;
  readonly latencyMs: number;
  readonly failure?: FailedRequest;
}

const KEPT_FAILURES = 20;

/** Counts requests, in memory that does not grow with them. */
export class Traffic {
  #since = performance.now();
  #all = new Tally();
  #byTargetGroup = new Map<string, Tally>();

  record(request: EndedRequest): void {
    this.#all.record(request);
    if (request.targetGroup !== undefined) this.#tallyOf(request.targetGroup).record(request);
  }

  /** What came since the last {@link takeInterval}. */
  interval(): TrafficInterval {
    return {
      seconds: (performance.now() - this.#since) / 1_000,
      ...this.#all.count(),
      byTargetGroup: Object.fromEntries(
        [...this.#byTargetGroup].map(([targetGroup, tally]) => [targetGroup, tally.count()]),
      ),
    };
  }

  /** The same, and the next interval begins. */
  takeInterval(): TrafficInterval {
    const interval = this.interval();
    this.#since = performance.now();
    this.#all = new Tally();
    this.#byTargetGroup = new Map();
    return interval;
  }

  #tallyOf(targetGroup: string): Tally {
    let tally = this.#byTargetGroup.get(targetGroup);
    if (tally === undefined) {
      tally = new Tally();
      this.#byTargetGroup.set(targetGroup, tally);
    }
    return tally;
  }
}

class Tally {
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
    if (this.#failures.length < KEPT_FAILURES) this.#failures.push(failure);
  }

  count(): TrafficCount {
    const byStatus = this.#byStatus
      .map((count, digit) => [`${digit}xx`, count] as const)
      .filter(([, count]) => count > 0);
    return {
      requests: this.#requests,
      failed: this.#failed,
      byStatus: Object.fromEntries(byStatus),
      firstFailures: [...this.#failures],
      p50Ms: this.#latencies.percentile(50) ?? null,
      p99Ms: this.#latencies.percentile(99) ?? null,
    };
  }
}
