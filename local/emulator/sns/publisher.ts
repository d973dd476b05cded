import { randomUUID } from 'node:crypto';
import { type Place } from '../endpoints/place.ts';
import { type Queues } from '../sqs/queues.ts';
import { type AttemptFailure } from './attempt-delivery.ts';
import { type Deliveries, type Delivery } from './deliveries.ts';
import { effectiveDeliveryPolicy } from './delivery-policy.ts';
import { type SignedEnvelope, deliveryHeaders, envelopeBody, signEnvelope } from './envelope.ts';
import { type MessageAttributes } from './message-attributes.ts';
import { retryDelays } from './retry-delays.ts';
import { type SigningIdentity } from './signing-identity.ts';
import { type SnsState, type Subscription, type Topic } from './sns-state.ts';
import { type SignedFields } from './string-to-sign.ts';

/** The dependencies of a Publisher. */
export interface SnsParts {
  readonly place: Place;
  readonly identity: SigningIdentity;
  readonly state: SnsState;
  readonly deliveries: Pick<Deliveries, 'accept' | 'requireRoom'>;
  readonly queues: Queues;
  /** The host that SigningCertURL names; undefined for the endpoints' own URL. */
  readonly certificateHost: string | undefined;
  readonly clock: () => number;
  /** Receives a line for each dead-lettered or lost message: no caller gets an error for it. */
  readonly report: (message: string) => void;
}

export interface PublishedMessage {
  /** The text for each protocol. */
  readonly texts: Readonly<Record<Subscription['protocol'], string>>;
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes;
  /** Of message, subject and attributes together, in bytes. */
  readonly size: number;
}

/** Signs each message once and hands it to the deliveries. */
export class Publisher {
  constructor(private readonly parts: SnsParts) {}

  /**
   * Publishes to the confirmed subscriptions of the topic.
   *
   * @returns the message id
   * @throws AwsError Throttled
   */
  publish(topic: Topic, { texts, subject, attributes, size }: PublishedMessage): string {
    const fields = {
      ...this.#base(topic, 'Notification'),
      ...(subject === undefined ? {} : { Subject: subject }),
    };
    const subscriptions = this.parts.state
      .subscriptionsOf(topic)
      .filter(({ state: now }) => now === 'confirmed');
    if (subscriptions.length === 0) return fields.MessageId;
    this.parts.deliveries.requireRoom();
    this.parts.deliveries.accept(subscriptions.length, size, () => {
      const signed = new Map<string, Promise<SignedEnvelope>>();
      const sign = (text: string) => {
        const envelope = signed.get(text) ?? this.#sign(topic, { ...fields, Message: text });
        signed.set(text, envelope);
        return envelope;
      };
      return Promise.all(
        subscriptions.map(async (subscription) =>
          this.#notification(subscription, await sign(texts[subscription.protocol]), attributes),
        ),
      );
    });
    return fields.MessageId;
  }

  #notification(
    subscription: Subscription,
    envelope: SignedEnvelope,
    attributes: MessageAttributes,
  ): Delivery {
    const unsubscribe = new URLSearchParams({ Action: 'Unsubscribe', SubscriptionArn: subscription.arn });
    const unsubscribeUrl = `${this.parts.place.url}/?${unsubscribe.toString()}`;
    const body = () => envelopeBody(envelope, { unsubscribeUrl, attributes });
    const { retry, maxReceivesPerSecond, contentType } = effectiveDeliveryPolicy(subscription);
    return {
      subscription,
      endpoint: subscription.endpoint,
      headers: deliveryHeaders(envelope.fields, subscription.arn, contentType),
      body,
      retryDelays: retryDelays(retry),
      maxPerSecond: maxReceivesPerSecond,
      wanted: () => subscription.state === 'confirmed',
      undeliverable: (failure) => {
        this.#deadLetter(subscription, envelope, body(), failure);
      },
    };
  }

  /** Asks the endpoint's owner to confirm, or says that the subscription was ended and how to restore it. */
  sendConfirmation(
    subscription: Subscription,
    type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  ): void {
    const { topic, token, endpoint, arn } = subscription;
    const { place, state, deliveries, report } = this.parts;
    const subscribing = type === 'SubscriptionConfirmation';
    const confirm = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: topic.arn, Token: token });
    const fields: SignedFields = {
      ...this.#base(topic, type),
      Message: confirmationText(subscription, subscribing),
      Token: token,
      SubscribeURL: `${place.url}/?${confirm.toString()}`,
    };
    deliveries.accept(1, fields.Message.length, async () => {
      const envelope = await this.#sign(topic, fields);
      return [
        {
          subscription,
          endpoint,
          headers: deliveryHeaders(fields, subscribing ? undefined : arn),
          body: () => envelopeBody(envelope),
          retryDelays: retryDelays(effectiveDeliveryPolicy(subscription).retry),
          wanted: () => subscription.state === (subscribing ? 'pending' : 'deleted'),
          undeliverable: ({ code, message }: AttemptFailure) => {
            report(`${type} for ${endpoint} on ${topic.arn} was not taken: ${code}: ${message}`);
          },
        },
      ];
    });
    state.renewToken(subscription);
  }

  #base(topic: Topic, type: SignedFields['Type']) {
    return {
      Type: type,
      MessageId: randomUUID(),
      TopicArn: topic.arn,
      Timestamp: new Date(this.parts.clock()).toISOString(),
    };
  }

  #sign(topic: Topic, fields: SignedFields): Promise<SignedEnvelope> {
    const { identity, place, certificateHost } = this.parts;
    const certificateBase = certificateHost === undefined ? place.url : `https://${certificateHost}`;
    return signEnvelope(fields, identity, topic.signatureVersion, certificateBase);
  }

  /** Sends the whole envelope to the subscription's dead-letter queue, with the attributes that SNS adds. */
  #deadLetter(
    { arn, deadLetterTargetArn }: Subscription,
    { fields }: SignedEnvelope,
    body: string,
    { code, message }: AttemptFailure,
  ): void {
    const { queues, report } = this.parts;
    const what = `Message ${fields.MessageId} for ${arn} is undeliverable (${code}: ${message})`;
    const queue = deadLetterTargetArn === undefined ? undefined : queues.byArn(deadLetterTargetArn);
    if (queue === undefined) {
      report(`${what} and lost: ${deadLetterTargetArn ?? 'the subscription has no RedrivePolicy'}.`);
      return;
    }
    queue.send(
      body,
      new Map(
        Object.entries({ RequestID: randomUUID(), ErrorCode: code, ErrorMessage: message }).map(
          ([name, text]) => [name, { DataType: 'String', StringValue: text }],
        ),
      ),
    );
    report(`${what} and is now in the queue ${queue.name}.`);
  }
}

function confirmationText({ topic, arn }: Subscription, subscribing: boolean): string {
  return subscribing
    ? `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
    : `You have chosen to deactivate subscription ${arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`;
}
