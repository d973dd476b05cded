import { Injectable, Logger } from '@nestjs/common';
import { setOrderId } from '../request-context/index.ts';
import type { Confirmation, Delivery, Order } from './delivery.schema.ts';
import { SubscriptionConfirmer } from './subscription-confirmer.ts';

/** Runs the handler of an order, and answers subscription confirmations. */
@Injectable()
export class DeliveriesService {
  readonly #logger = new Logger(DeliveriesService.name);

  constructor(private readonly confirmer: SubscriptionConfirmer) {}

  /**
   * Resolves with the text to answer.
   *
   * @param fulfill the service's own work: resolves with its answer once HQ's ledger has the order. What it throws, other
   *   than an HttpException, is answered 503, so that SNS repeats the delivery
   */
  receive(delivery: Delivery, fulfill: (order: Order) => Promise<string>): Promise<string> {
    if (delivery.kind === 'confirmation') return this.#confirm(delivery);
    setOrderId(delivery.id);
    return fulfill(delivery);
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
