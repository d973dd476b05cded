import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { Metrics } from '../metrics/index.ts';
import { ParameterStore } from '../parameters/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';
import {
  DELIVERED,
  FulfillmentClient,
  FulfillmentError,
  headersOf,
  type Claim,
} from './fulfillment.client.ts';
import { monolithClientSettings } from './monolith-client.settings.ts';
import { Upstream } from './upstream.ts';

/**
 * Calls the monolith's `glueFulfill` hook: POST `/fulfill/` with exactly one resource. Only 200 with the body
 * {@link DELIVERED} is success, because the workshop's original monolith also answers 200 after failures.
 */
@Injectable()
export class MonolithClient extends FulfillmentClient implements OnApplicationShutdown {
  readonly #logger = new Logger(MonolithClient.name);
  readonly #upstream: Upstream;

  constructor(
    @Inject(monolithClientSettings.KEY) { monolithUrl }: ConfigType<typeof monolithClientSettings>,
    @Inject(serviceSettings.KEY) private readonly settings: ServiceSettings,
    private readonly parameters: ParameterStore,
    metrics: Metrics,
  ) {
    super();
    const url = `${monolithUrl}/fulfill/`;
    this.#upstream = new Upstream('monolith', 'The monolith', url, TIME_LIMITS_MS.fulfill, metrics);
  }

  async fulfill(claim: Claim): Promise<void> {
    this.#logger.log('Trying to send a request to the monolith');
    // With open direct orders, the monolith may be an original one, which checks no key.
    const key =
      this.settings.DIRECT_ORDERS === 'keyed' ? await this.parameters.get('SERVICE_KEY') : undefined;
    const amounts = Object.fromEntries(claim.resources.map((name) => [name, 1]));
    const headers = headersOf(claim, key);
    const isRepeatable = claim.orderId !== undefined;
    const { status, body } = await this.#upstream.post(headers, JSON.stringify(amounts), isRepeatable);
    this.#logger.log(`Monolith Status Code: ${status}`);
    if (status === 200 && body.trim() === DELIVERED) return;
    // Used by the next order. This one has no time left.
    if (status === 401) this.parameters.refresh('SERVICE_KEY').catch(() => undefined);
    throw new FulfillmentError(
      status === 200
        ? 'The monolith answered 200, but not that the request was delivered.'
        : `The monolith answered ${status}.`,
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.#upstream.destroy();
  }
}
