import { ConflictException } from '@nestjs/common';
import type { FulfillmentClient } from '@interstella/libs/fulfillment';
import type { Gatherer } from '@interstella/libs/gathering';
import type { Logs } from '@interstella/libs/logs';
import type { Resource } from '@interstella/libs/orders';
import { OrderHandler, type Order } from '@interstella/libs/sns-deliveries';

export interface BundleOrdersOptions {
  /** What this image's tag still gathers: nothing any more once every resource has its microservice. */
  readonly gathers: readonly Resource[];
  /** Every resource there is. */
  readonly resources: readonly Resource[];
  readonly gatherer: Gatherer;
  readonly hq: FulfillmentClient;
  readonly logs: Logs;
}

/** What the monolith does with a bundle: gathers what is still its own, and fulfills that at HQ. */
export class BundleOrders extends OrderHandler {
  readonly #options: BundleOrdersOptions;

  constructor(options: BundleOrdersOptions) {
    super();
    this.#options = options;
  }

  async handle(order: Order): Promise<string> {
    const { gathers, gatherer, hq, logs } = this.#options;
    if (gathers.length === 0) return this.#handleWithNothingToGather(order);
    await gatherer.gather(gathers, order.id);
    await hq.fulfill({ orderId: order.id, fulfilledBy: 'monolith', resources: gathers });
    logs.info('Bundle fulfilled', { orderId: order.id });
    return 'Your order has been fulfilled';
  }

  /** The microservices get a published order through their own topics; a direct one reached nobody else. */
  #handleWithNothingToGather({ id, origin }: Order): string {
    const { logs, resources } = this.#options;
    if (origin === 'direct') {
      const paths = resources.map((name) => `/${name}/`).join(' and ');
      throw new ConflictException(`This monolith gathers nothing any more. Order from ${paths}.`);
    }
    logs.info('Nothing left to gather', { orderId: id });
    return 'Nothing left to gather';
  }
}
