import type { OnApplicationShutdown } from '@nestjs/common';
import { API_KEY_HEADER, FULFILLED_BY_HEADER, ORDER_ID_HEADER, type Resource } from '../orders/index.ts';
import type { Logs } from '../logs/index.ts';
import type { Parameters } from '../parameters/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';
import { FulfillmentClient, type Claim } from './fulfillment-client.ts';
import { reasonOf } from './fulfillment-error.ts';
import { Upstream } from './upstream.ts';

export interface FulfillmentApiClientOptions {
  readonly parameters: Parameters;
  readonly logs: Logs;
  /** Every resource there is; those that a claim does not name are sent as 0. */
  readonly resources: readonly Resource[];
}

/** HQ's fulfillment API: POST `{"iridium": 1, "magnesite": 0}`; 200 once every non-zero resource is recorded. */
export class FulfillmentApiClient extends FulfillmentClient implements OnApplicationShutdown {
  readonly #options: FulfillmentApiClientOptions;
  readonly #bodies = new Map<string, string>();
  #upstream: { readonly endpoint: string; readonly client: Upstream } | undefined;

  constructor(options: FulfillmentApiClientOptions) {
    super();
    this.#options = options;
  }

  protected override async enter({ orderId, fulfilledBy, resources }: Claim): Promise<void> {
    const { logs, parameters } = this.#options;
    logs.info('Trying to send a request to the API', { orderId });
    // At once, so that together they take no longer than one.
    const [key, endpoint] = await Promise.all([parameters.get('API_KEY'), parameters.get('API_ENDPOINT')]);
    const headers: Record<string, string> = { 'content-type': 'application/json', [API_KEY_HEADER]: key };
    if (orderId !== undefined) headers[ORDER_ID_HEADER] = orderId;
    if (fulfilledBy !== undefined) headers[FULFILLED_BY_HEADER] = fulfilledBy;

    const { status } = await this.#upstreamAt(endpoint)
      .post(headers, this.#body(resources), orderId !== undefined)
      .catch((error: unknown) => {
        throw new Error(`HQ's fulfillment API cannot be reached (${reasonOf(error)}).`, { cause: error });
      });
    logs.info(`API Status Code: ${status}`, { orderId });
    if (status === 200) return;
    // For the next order: this one has no time left.
    if (status === 403) void parameters.refresh('API_KEY');
    throw new Error(`HQ's fulfillment API answered ${status}.`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#upstream?.client.close();
  }

  #body(resources: readonly Resource[]): string {
    const key = resources.join();
    let body = this.#bodies.get(key);
    if (body === undefined) {
      const amounts = this.#options.resources.map((name) => [name, resources.includes(name) ? 1 : 0]);
      body = JSON.stringify(Object.fromEntries(amounts));
      this.#bodies.set(key, body);
    }
    return body;
  }

  /** The endpoint is a parameter and may change while the service runs. */
  #upstreamAt(endpoint: string): Upstream {
    if (this.#upstream?.endpoint === endpoint) return this.#upstream.client;
    void this.#upstream?.client.close();
    this.#upstream = { endpoint, client: new Upstream(endpoint, TIME_LIMITS_MS.hq) };
    return this.#upstream.client;
  }
}
