import { setTimeout as delay } from 'node:timers/promises';
import {
  GetSubscriptionAttributesCommand,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { Subscription } from '../deployment/index.ts';
import type { Queues } from './stores.ts';

const CONFIRMATION_LIMIT_MS = 20_000;
const POLL_MS = 50;

/** A subscription as a person wants to see it. */
export interface SubscriptionState {
  readonly topicArn: string;
  readonly endpoint: string;
  readonly arn: string;
}

type Place = Pick<Subscription, 'topicArn' | 'endpoint'>;

const keyOf = ({ topicArn, endpoint }: Place) => `${topicArn} ${endpoint}`;

/** The subscriptions of a template, in SNS. */
export class Subscriptions {
  readonly #sns: SNSClient;
  readonly #queues: Pick<Queues, 'arn'>;
  readonly #confirmationLimitMs: number;
  readonly #known = new Map<string, SubscriptionState>();

  constructor(sns: SNSClient, queues: Pick<Queues, 'arn'>, confirmationLimitMs = CONFIRMATION_LIMIT_MS) {
    this.#sns = sns;
    this.#queues = queues;
    this.#confirmationLimitMs = confirmationLimitMs;
  }

  /** Those that were made here and not ended. */
  list(): readonly SubscriptionState[] {
    return [...this.#known.values()];
  }

  /**
   * Subscribes an endpoint, or gives its subscription these attributes, and resolves once the endpoint has confirmed.
   *
   * @throws if it has not in time
   */
  async subscribe(subscription: Subscription): Promise<void> {
    const { topicArn, endpoint, protocol } = subscription;
    const attributes = await this.#attributesOf(subscription);
    const before = this.#known.get(keyOf(subscription));
    if (before) {
      await this.#setAttributes(before.arn, attributes);
      // It may not have confirmed the last time.
      await this.#confirmed(before.arn, subscription);
      return;
    }
    const { SubscriptionArn: arn = '' } = await this.#sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        ReturnSubscriptionArn: true,
        Attributes: attributes,
      }),
    );
    this.#known.set(keyOf(subscription), { topicArn, endpoint, arn });
    await this.#confirmed(arn, subscription);
  }

  async unsubscribe(subscription: Subscription): Promise<void> {
    const known = this.#known.get(keyOf(subscription));
    if (!known) return;
    await this.#sns.send(new UnsubscribeCommand({ SubscriptionArn: known.arn }));
    this.#known.delete(keyOf(subscription));
  }

  async #confirmed(arn: string, { endpoint, topicArn }: Place): Promise<void> {
    const deadline = Date.now() + this.#confirmationLimitMs;
    while (Date.now() < deadline) {
      const { Attributes } = await this.#sns.send(
        new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
      );
      if (Attributes?.PendingConfirmation === 'false') return;
      await delay(POLL_MS);
    }
    throw new Error(
      `${endpoint} did not confirm its subscription to ${topicArn} within ${this.#confirmationLimitMs / 1_000} s. Look at the service's log.`,
    );
  }

  async #setAttributes(arn: string, attributes: Readonly<Record<string, string>>): Promise<void> {
    for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
      await this.#sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn: arn, AttributeName, AttributeValue }),
      );
    }
  }

  async #attributesOf({ deliveryPolicy, redriveQueue }: Subscription): Promise<Record<string, string>> {
    const deadLetterTargetArn = redriveQueue === undefined ? undefined : await this.#queues.arn(redriveQueue);
    return {
      ...(deliveryPolicy === undefined ? {} : { DeliveryPolicy: deliveryPolicy }),
      ...(redriveQueue === undefined ? {} : { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) }),
    };
  }
}
