import { HttpException, Injectable, Logger } from '@nestjs/common';
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
    try {
      const answer = await (delivery.kind === 'order'
        ? this.#order(delivery, fulfill)
        : this.#confirm(delivery));
      this.metrics.countDelivery('accepted');
      return answer;
    } catch (error) {
      this.metrics.countDelivery(outcomeOf(error));
      throw error;
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

/** Whether SNS will repeat a delivery that ended with an error. */
export function outcomeOf(error: unknown): 'refused' | 'failed' {
  return error instanceof HttpException && error.getStatus() < 500 ? 'refused' : 'failed';
}
