import { BadRequestException } from '@nestjs/common';
import type { Logs } from '../logs/index.ts';
import { isOrderId, makeOrderId, orderIdOfMessage } from '../orders/index.ts';
import { parseObject } from '../service/index.ts';
import type { ServiceKey } from '../service-key/index.ts';
import type { Confirmation, Notification } from './envelope.ts';
import { checkMessage } from './message.ts';
import type { OrderHandler } from './order.ts';
import { parseEnvelope } from './parse-envelope.ts';
import type { SignatureVerifier } from './signature-verifier.ts';
import type { SubscriptionConfirmer } from './subscription-confirmer.ts';

const TYPE_HEADER = 'x-amz-sns-message-type';

/** What arrives at an endpoint that SNS is subscribed with. Header names are in lower case. */
export interface IncomingDelivery {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface DeliveryReceiverOptions {
  /** What the service's orders are for: `bundle`, or a resource. */
  readonly item: string;
  readonly verifier: SignatureVerifier;
  readonly confirmer: SubscriptionConfirmer;
  readonly serviceKey: ServiceKey;
  readonly logs: Logs;
}

/**
 * Takes what is posted to an order endpoint: notifications and confirmations of SNS, and direct orders. Everything is
 * judged before it has any effect; what passes goes to the service's own {@link OrderHandler}.
 */
export class DeliveryReceiver {
  readonly #options: DeliveryReceiverOptions;

  constructor(options: DeliveryReceiverOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the text to answer.
   *
   * @throws HttpException 400, 401 or 403 judging the delivery itself; anything else means: answer 503, come again
   */
  async receive({ headers, body }: IncomingDelivery, handler: OrderHandler): Promise<string> {
    const json = parseObject(body);
    const announcedType = headers[TYPE_HEADER];
    if (announcedType === undefined && json.Type === undefined) {
      return this.#receiveDirect(json, headers, handler);
    }
    const envelope = parseEnvelope(json);
    if (announcedType !== undefined && announcedType !== envelope.Type) {
      throw new BadRequestException(`The header ${TYPE_HEADER} is not the Type of the body.`);
    }
    await this.#options.verifier.verify(envelope);
    if (envelope.Type === 'Notification') return this.#receiveNotification(envelope, handler);
    return this.#receiveConfirmation(envelope);
  }

  async #receiveDirect(
    json: Readonly<Record<string, unknown>>,
    headers: IncomingDelivery['headers'],
    handler: OrderHandler,
  ): Promise<string> {
    await this.#options.serviceKey.check(headers);
    checkMessage(json.Message, this.#options.item);
    return handler.handle({ id: makeOrderId('direct'), origin: 'direct' });
  }

  #receiveNotification(
    { Subject, Message, MessageId }: Notification,
    handler: OrderHandler,
  ): Promise<string> {
    if (Subject !== undefined && !isOrderId(Subject)) {
      throw new BadRequestException(
        'Subject is not an order id: letters, digits, - and _, at most 80 of them.',
      );
    }
    checkMessage(Message, this.#options.item);
    return handler.handle({ id: Subject ?? orderIdOfMessage(MessageId), origin: 'sns' });
  }

  async #receiveConfirmation({ Type, TopicArn, Token }: Confirmation): Promise<string> {
    const { confirmer, logs } = this.#options;
    if (Type === 'UnsubscribeConfirmation') {
      logs.warn(`The subscription to ${TopicArn} was ended. Subscribe anew if that was a mistake.`);
      return 'Noted';
    }
    await confirmer.confirm(TopicArn, Token);
    logs.info(`Subscription to ${TopicArn} confirmed`);
    return 'Subscription confirmed';
  }
}
