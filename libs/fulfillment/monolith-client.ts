import type { OnApplicationShutdown } from '@nestjs/common';
import { API_KEY_HEADER, FULFILLED_BY_HEADER, ORDER_ID_HEADER } from '../orders/index.ts';
import type { Logs } from '../logs/index.ts';
import type { Parameters } from '../parameters/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';
import { DELIVERED } from './delivered.ts';
import { FulfillmentClient, type Claim } from './fulfillment-client.ts';
import { reasonOf } from './fulfillment-error.ts';
import { Upstream } from './upstream.ts';

export interface MonolithClientOptions {
  /** Where the monolith answers, as a URL without a trailing slash. */
  readonly monolithUrl: string;
  /** Absent where direct orders are open: an original monolith knows no key. */
  readonly parameters: Parameters | undefined;
  readonly logs: Logs;
}

/**
 * The monolith's `glueFulfill` hook: POST `/fulfill/` with exactly one resource. Success is only 200 with the body
 * {@link DELIVERED}, because the original monolith of the workshop answers 200 to failures too.
 */
export class MonolithClient extends FulfillmentClient implements OnApplicationShutdown {
  readonly #options: MonolithClientOptions;
  readonly #upstream: Upstream;

  constructor(options: MonolithClientOptions) {
    super();
    this.#options = options;
    this.#upstream = new Upstream(`${options.monolithUrl}/fulfill/`, TIME_LIMITS_MS.fulfill);
  }

  protected override async enter({ orderId, fulfilledBy, resources }: Claim): Promise<void> {
    const { logs, parameters } = this.#options;
    logs.info('Trying to send a request to the monolith', { orderId });
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (parameters) headers[API_KEY_HEADER] = await parameters.get('SERVICE_KEY');
    if (orderId !== undefined) headers[ORDER_ID_HEADER] = orderId;
    if (fulfilledBy !== undefined) headers[FULFILLED_BY_HEADER] = fulfilledBy;
    const amounts = Object.fromEntries(resources.map((name) => [name, 1]));

    const { status, body } = await this.#upstream
      .post(headers, JSON.stringify(amounts), orderId !== undefined)
      .catch((error: unknown) => {
        throw new Error(`The monolith cannot be reached (${reasonOf(error)}).`, { cause: error });
      });
    logs.info(`Monolith Status Code: ${status}`, { orderId });
    if (status === 200 && body.trim() === DELIVERED) return;
    // For the next order: this one has no time left.
    if (status === 401) void parameters?.refresh('SERVICE_KEY');
    throw new Error(
      status === 200
        ? 'The monolith answered 200, but not that the request was delivered.'
        : `The monolith answered ${status}.`,
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.#upstream.close();
  }
}
