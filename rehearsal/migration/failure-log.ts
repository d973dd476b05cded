import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { FailedRequest, TrafficInterval } from '@interstella/local/platform/load-balancer';

const EVERY_MS = 1_000;

/** Requests that failed within one interval. */
export interface FailuresAt {
  /** When the interval began and ended, in milliseconds since 1970. */
  readonly since: number;
  readonly at: number;
  readonly count: number;
  /** Those of them that the load balancer still knows one by one. */
  readonly known: readonly FailedRequest[];
}

/**
 * Asks the load balancer every second what failed. Nobody else may ask with its client, which tells each failure once.
 */
export class FailureLog {
  readonly #takeTraffic: () => Promise<TrafficInterval>;
  readonly #over = new AbortController();
  readonly #asking: Promise<void>;
  readonly #failures: FailuresAt[] = [];
  #since = Date.now();
  #total = 0;
  #requests = 0;
  #load = 0;

  constructor(takeTraffic: () => Promise<TrafficInterval>) {
    this.#takeTraffic = takeTraffic;
    this.#asking = this.#askAgainAndAgain();
    // `end` rejects with the error; until then the kit itself reports that its platform is gone.
    this.#asking.catch(() => undefined);
  }

  /** So far. */
  get total(): number {
    return this.#total;
  }

  get requests(): number {
    return this.#requests;
  }

  /** Those of every second in which there were some. */
  get failures(): readonly FailuresAt[] {
    return this.#failures;
  }

  /** The machine's when most was to do while requests failed: processes that ran or waited to, a minute's average. */
  get load(): number {
    return this.#load;
  }

  /** Asks now, so that the total is what it is at this moment. */
  async ask(): Promise<void> {
    const askedAt = Date.now();
    const { failed, firstFailures, requests } = await this.#takeTraffic();
    const since = this.#since;
    this.#since = askedAt;
    this.#requests += requests;
    if (failed === 0) return;
    this.#total += failed;
    this.#failures.push({ since, at: Date.now(), count: failed, known: firstFailures });
    this.#load = Math.max(this.#load, loadavg()[0] ?? 0);
  }

  /** Ends the asking. @throws what kept it from asking */
  async end(): Promise<void> {
    this.#over.abort();
    await this.#asking;
  }

  async #askAgainAndAgain(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.ask();
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
