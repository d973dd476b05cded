import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { Metrics } from '../metrics/index.ts';
import type { Resource } from '../orders/index.ts';
import { ParameterStore } from '../parameters/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';
import { FulfillmentClient, FulfillmentError, headersOf, type Claim } from './fulfillment.client.ts';
import { Upstream } from './upstream.ts';

/** Statuses of a wrong key, or of an endpoint that is not HQ's any more. */
const REFUSED = [403, 404];
/** Shortest time between reads of key and endpoint while HQ fails, since SSM allows an account 40 reads per second. */
const REFRESH_EVERY_MS = 5_000;

/** HQ's fulfillment API: POST `{"iridium": 1, "magnesite": 0}`; 200 once every non-zero resource is recorded. */
@Injectable()
export class FulfillmentApiClient extends FulfillmentClient implements OnApplicationShutdown {
  readonly #logger = new Logger(FulfillmentApiClient.name);
  /** Every resource with the amount 0. */
  readonly #nothing: Readonly<Record<Resource, number>>;
  #upstream: Upstream | undefined;

  constructor(
    @Inject(serviceSettings.KEY) { RESOURCES }: ServiceSettings,
    private readonly parameters: ParameterStore,
    private readonly metrics: Metrics,
  ) {
    super();
    this.#nothing = Object.fromEntries(RESOURCES.map((name) => [name, 0]));
  }

  async fulfill(claim: Claim): Promise<void> {
    this.#logger.log('Trying to send a request to the API');
    const [key, endpoint] = await this.parameters.getBoth('API_KEY', 'API_ENDPOINT');
    let status: number;
    try {
      const upstream = this.#upstreamAt(endpoint);
      const headers = headersOf(claim, key);
      ({ status } = await upstream.post(headers, this.#bodyOf(claim), claim.orderId !== undefined));
    } catch (error) {
      this.#refreshParameters(REFRESH_EVERY_MS);
      throw error;
    }
    this.#logger.log(`API Status Code: ${status}`);
    if (status === 200) return;
    if (REFUSED.includes(status)) this.#refreshParameters(0);
    throw new FulfillmentError(`HQ's fulfillment API answered ${status}.`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#upstream?.destroy();
  }

  /** Reads key and endpoint again, which may have changed, for the next order. This one has no time left. */
  #refreshParameters(minimumAgeMs: number): void {
    for (const name of ['API_KEY', 'API_ENDPOINT'] as const) {
      this.parameters.refresh(name, minimumAgeMs).catch(() => undefined);
    }
  }

  /** Claims everything that was gathered. HQ refuses resources that RESOURCES does not name. */
  #bodyOf({ resources }: Claim): string {
    const amounts = { ...this.#nothing };
    for (const name of resources) amounts[name] = 1;
    return JSON.stringify(amounts);
  }

  #upstreamAt(endpoint: string): Upstream {
    if (this.#upstream?.url === endpoint) return this.#upstream;
    const name = "HQ's fulfillment API";
    const upstream = new Upstream('hq', name, endpoint, TIME_LIMITS_MS.hq, this.metrics);
    void this.#upstream?.close();
    return (this.#upstream = upstream);
  }
}
