import type { FulfillmentClient } from '../fulfillment/index.ts';
import { titleOf, type Gatherer } from '../gathering/index.ts';
import type { Logs } from '../logs/index.ts';
import type { Resource } from '../orders/index.ts';
import { OrderHandler, type Order } from '../sns-deliveries/index.ts';

/** What a microservice does with an order: gathers its one resource, and has the monolith fulfill it. */
export class ResourceOrders extends OrderHandler {
  readonly #resource: Resource;
  readonly #gatherer: Gatherer;
  readonly #monolith: FulfillmentClient;
  readonly #logs: Logs;

  constructor(resource: Resource, gatherer: Gatherer, monolith: FulfillmentClient, logs: Logs) {
    super();
    this.#resource = resource;
    this.#gatherer = gatherer;
    this.#monolith = monolith;
    this.#logs = logs;
  }

  async handle({ id }: Order): Promise<string> {
    const resources = [this.#resource];
    await this.#gatherer.gather(resources, id);
    await this.#monolith.fulfill({ orderId: id, fulfilledBy: this.#resource, resources });
    this.#logs.info(`${titleOf(this.#resource)} fulfilled`, { orderId: id });
    return 'Your order has been fulfilled';
  }
}
