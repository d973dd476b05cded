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
   * Handles a delivery and resolves with the response body.
   *
   * @param fulfill the service's own work: resolves with its response once HQ's ledger has the order. Any error other than
   *   an HttpException becomes 503, so that SNS retries the delivery
   */
  receive(delivery: Delivery, fulfill: (order: Order) => Promise<string>): Promise<string> {
    if (delivery.kind === 'confirmation') return this.#confirm(delivery);
    setOrderId(delivery.id);
    return fulfill(delivery);
  }

  async #confirm({ type, topicArn, token }: Confirmation): Promise<string> {
    if (type === 'UnsubscribeConfirmation') {
      this.#logger.warn(`The subscription to ${topicArn} has ended. Subscribe again if that was a mistake.`);
      return 'Noted';
    }
    await this.confirmer.confirm(topicArn, token);
    this.#logger.log(`Subscription to ${topicArn} confirmed`);
    return 'Subscription confirmed';
  }
}
