import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry, type OpenMetricsContentType } from 'prom-client';

/** In seconds: from a healthy order to the longest that SNS waits. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** What a service counts, for `GET /metrics`. No label takes a value from a request but the method and the status. */
@Injectable()
export class Metrics {
  readonly #registry = new Registry<OpenMetricsContentType>();
  readonly #registers = [this.#registry];
  readonly #requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers: this.#registers,
  });
  readonly #requestSeconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to its answer.',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers: this.#registers,
  });
  readonly #upstreamRequests = new Counter({
    name: 'upstream_requests_total',
    help: 'Calls to the service upstream. Status 0: no answer.',
    labelNames: ['upstream', 'status'],
    registers: this.#registers,
  });
  readonly #upstreamSeconds = new Histogram({
    name: 'upstream_request_duration_seconds',
    help: 'Time of a call to the service upstream.',
    labelNames: ['upstream'],
    buckets: BUCKETS,
    registers: this.#registers,
  });
  readonly #deliveries = new Counter({
    name: 'deliveries_total',
    help: 'Deliveries of SNS and direct orders, by their outcome.',
    labelNames: ['outcome'],
    registers: this.#registers,
  });

  constructor() {
    this.#registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in OpenMetrics text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** @param route the pattern of the path, and not the path itself */
  countRequest(method: string, route: string, status: number, seconds: number): void {
    this.#requests.inc({ method, route, status });
    this.#requestSeconds.observe({ method, route }, seconds);
  }

  /** @param status 0 where no answer came */
  countUpstream(upstream: string, status: number, seconds: number): void {
    this.#upstreamRequests.inc({ upstream, status });
    this.#upstreamSeconds.observe({ upstream }, seconds);
  }

  /** @param outcome `refused`: 4xx; `failed`: to be repeated */
  countDelivery(outcome: 'accepted' | 'refused' | 'failed'): void {
    this.#deliveries.inc({ outcome });
  }
}
