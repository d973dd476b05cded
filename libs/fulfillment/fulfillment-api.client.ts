import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { reasonOf } from '../errors/index.ts';
import { Metrics } from '../metrics/index.ts';
import { ParameterStore } from '../parameters/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';
import { FulfillmentError } from './fulfillment-error.ts';
import { FulfillmentClient, headersOf, type Claim } from './fulfillment.client.ts';
import { Upstream } from './upstream.ts';

/** A wrong key, or the address of an HQ that is gone. */
const REFUSED = [403, 404];

/** HQ's fulfillment API: POST `{"iridium": 1, "magnesite": 0}`; 200 once every non-zero resource is recorded. */
@Injectable()
export class FulfillmentApiClient extends FulfillmentClient implements OnApplicationShutdown {
  readonly #logger = new Logger(FulfillmentApiClient.name);
  #upstream: Upstream | undefined;

  constructor(
    @Inject(serviceSettings.KEY) private readonly settings: ServiceSettings,
    private readonly parameters: ParameterStore,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  async fulfill(claim: Claim): Promise<void> {
    this.#logger.log('Trying to send a request to the API');
    // At the same time, so that two readings take no longer than one.
    const [key, endpoint] = await Promise.all([
      this.parameters.get('API_KEY'),
      this.parameters.get('API_ENDPOINT'),
    ]);
    const { status } = await this.#upstreamAt(endpoint)
      .post(headersOf(claim, key), this.#bodyOf(claim), claim.orderId !== undefined)
      .catch((error: unknown) => {
        this.#readAgain();
        throw new FulfillmentError(`HQ's fulfillment API cannot be reached (${reasonOf(error)}).`, {
          cause: error,
        });
      });
    this.#logger.log(`API Status Code: ${status}`);
    if (status === 200) return;
    if (REFUSED.includes(status)) this.#readAgain();
    throw new FulfillmentError(`HQ's fulfillment API answered ${status}.`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#upstream?.close();
  }

  /** Key and endpoint may have changed. The next order has the new ones; this one has no time left. */
  #readAgain(): void {
    for (const name of ['API_KEY', 'API_ENDPOINT'] as const) {
      this.parameters.refresh(name).catch(() => undefined);
    }
  }

  #bodyOf({ resources }: Claim): string {
    const amounts = this.settings.RESOURCES.map((name) => [name, resources.includes(name) ? 1 : 0]);
    return JSON.stringify(Object.fromEntries(amounts));
  }

  #upstreamAt(endpoint: string): Upstream {
    if (this.#upstream?.url === endpoint) return this.#upstream;
    void this.#upstream?.close();
    this.#upstream = new Upstream('hq', endpoint, TIME_LIMITS_MS.hq, this.metrics);
    return this.#upstream;
  }
}
