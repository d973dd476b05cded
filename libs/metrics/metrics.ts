import { Injectable } from '@nestjs/common';
import { CounterFamily, HistogramFamily } from './families.ts';

/**
 * What a service counts, for `GET /metrics`. No label takes a value from a request but the method and the status.
 *
 * Written here rather than with prom-client: that costs a tenth of an order's processor time, this nothing to be seen.
 */
@Injectable()
export class Metrics {
  /** @see https://prometheus.io/docs/specs/om/open_metrics_spec/ */
  readonly contentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
  readonly #requests = new CounterFamily('http_requests', 'Requests answered.', [
    'method',
    'route',
    'status',
  ]);
  readonly #requestSeconds = new HistogramFamily(
    'http_request_duration_seconds',
    'Time from the head of a request to its answer.',
    ['method', 'route'],
  );
  readonly #upstreamRequests = new CounterFamily(
    'upstream_requests',
    'Calls to the service upstream. Status 0: no answer.',
    ['upstream', 'status'],
  );
  readonly #upstreamSeconds = new HistogramFamily(
    'upstream_request_duration_seconds',
    'Time of a call to the service upstream.',
    ['upstream'],
  );
  readonly #deliveries = new CounterFamily(
    'deliveries',
    'Deliveries of SNS and direct orders, by their outcome.',
    ['outcome'],
  );

  /** Everything in OpenMetrics text. */
  text(): string {
    const families = [
      this.#requests,
      this.#requestSeconds,
      this.#upstreamRequests,
      this.#upstreamSeconds,
      this.#deliveries,
    ];
    return [...families.flatMap((family) => family.lines()), '# EOF\n'].join('\n');
  }

  /** @param route the pattern of the path, and not the path itself */
  countRequest(method: string, route: string, status: number, seconds: number): void {
    this.#requests.add(method, route, status);
    this.#requestSeconds.observe(seconds, method, route);
  }

  /** @param status 0 where no answer came */
  countUpstream(upstream: string, status: number, seconds: number): void {
    this.#upstreamRequests.add(upstream, status);
    this.#upstreamSeconds.observe(seconds, upstream);
  }

  /** @param outcome `refused`: 4xx; `failed`: to be repeated */
  countDelivery(outcome: 'accepted' | 'refused' | 'failed'): void {
    this.#deliveries.add(outcome);
  }
}
