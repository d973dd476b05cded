import { Injectable, Logger } from '@nestjs/common';
import { Metrics } from '../metrics/index.ts';
import { setOrderId } from '../request-context/index.ts';
import type { Confirmation, Delivery, Order } from './delivery.schema.ts';
import { SubscriptionConfirmer } from './subscription-confirmer.ts';

/** Does what SNS's deliveries ask for, beside the orders themselves, which are the service's own work. */
@Injectable()
export class DeliveriesService {
  readonly #logger = new Logger(DeliveriesService.name);

  constructor(
    private readonly confirmer: SubscriptionConfirmer,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Resolves with the text to answer.
   *
   * @param fulfill the service's own work: resolves with its answer once HQ's ledger has the order. What it throws, other
   *   than an HttpException, is answered 503, so that SNS repeats the delivery
   */
  async receive(delivery: Delivery, fulfill: (order: Order) => Promise<string>): Promise<string> {
    let outcome: 'accepted' | 'failed' = 'failed';
    try {
      const answer = await (delivery.kind === 'order'
        ? this.#order(delivery, fulfill)
        : this.#confirm(delivery));
      outcome = 'accepted';
      return answer;
    } finally {
      this.metrics.countDelivery(delivery.kind, outcome);
    }
  }

  #order(order: Order, fulfill: (order: Order) => Promise<string>): Promise<string> {
    setOrderId(order.id);
    return fulfill(order);
  }

  async #confirm({ type, topicArn, token }: Confirmation): Promise<string> {
    if (type === 'UnsubscribeConfirmation') {
      this.#logger.warn(`The subscription to ${topicArn} was ended. Subscribe anew if that was a mistake.`);
      return 'Noted';
    }
    await this.confirmer.confirm(topicArn, token);
    this.#logger.log(`Subscription to ${topicArn} confirmed`);
    return 'Subscription confirmed';
  }
}
