import { setTimeout as delay } from 'node:timers/promises';
import {
  GetSubscriptionAttributesCommand,
  NotFoundException,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { Subscription } from './deployment/index.ts';
import type { Queues } from './stores.ts';

const CONFIRMATION_LIMIT_MS = 20_000;
/** SNS repeats a request that nobody took only after 20 s, and one that was taken and came to nothing never. */
const ASK_AGAIN_MS = 5_000;
const POLL_MS = 50;

/** A subscription as a person wants to see it. */
export interface SubscriptionState {
  readonly topicArn: string;
  readonly endpoint: string;
  readonly arn: string;
}

type Place = Pick<Subscription, 'topicArn' | 'endpoint'>;

const keyOf = ({ topicArn, endpoint }: Place) => `${topicArn} ${endpoint}`;

/** In milliseconds. */
export interface ConfirmationTimes {
  /** How long an endpoint may take. @default 20 s */
  readonly limitMs?: number;
  /** After which time it is asked again. @default 5 s */
  readonly askAgainMs?: number;
}

/** The subscriptions of a template, in SNS. */
export class Subscriptions {
  readonly #sns: SNSClient;
  readonly #queues: Pick<Queues, 'arn'>;
  readonly #limitMs: number;
  readonly #askAgainMs: number;
  readonly #known = new Map<string, SubscriptionState>();

  constructor(sns: SNSClient, queues: Pick<Queues, 'arn'>, times: ConfirmationTimes = {}) {
    this.#sns = sns;
    this.#queues = queues;
    this.#limitMs = times.limitMs ?? CONFIRMATION_LIMIT_MS;
    this.#askAgainMs = times.askAgainMs ?? ASK_AGAIN_MS;
  }

  /** Those that were made here and not ended, as far as is known: {@link missing} looks them up. */
  list(): readonly SubscriptionState[] {
    return [...this.#known.values()];
  }

  /** Those of them that SNS does not have any more, or that are not confirmed. @throws if SNS does not answer */
  async missing(subscriptions: readonly Subscription[]): Promise<readonly Subscription[]> {
    const found = await Promise.all(subscriptions.map((one) => this.#lookUp(one)));
    return subscriptions.filter((_one, index) => found[index]?.isConfirmed !== true);
  }

  /**
   * Subscribes an endpoint, or gives its subscription these attributes, and resolves once the endpoint has confirmed; it
   * is asked again until it has.
   *
   * @throws if it has not in time
   */
  async subscribe(subscription: Subscription): Promise<void> {
    const { topicArn, endpoint } = subscription;
    const attributes = await this.#attributesOf(subscription);
    const before = await this.#lookUp(subscription);
    if (before) {
      await this.#setAttributes(before.arn, attributes);
      // It may not have confirmed the last time.
      await this.#confirmed(before.arn, subscription, 0);
      return;
    }
    const arn = await this.#ask(subscription, attributes);
    this.#known.set(keyOf(subscription), { topicArn, endpoint, arn });
    await this.#confirmed(arn, subscription, this.#askAgainMs);
  }

  async unsubscribe(subscription: Subscription): Promise<void> {
    const present = await this.#lookUp(subscription);
    if (!present) return;
    await this.#sns.send(new UnsubscribeCommand({ SubscriptionArn: present.arn }));
    this.#known.delete(keyOf(subscription));
  }

  /** One that was made here, as SNS has it; undefined, and forgotten, if somebody else removed it. */
  async #lookUp(
    subscription: Subscription,
  ): Promise<{ readonly arn: string; readonly isConfirmed: boolean } | undefined> {
    const known = this.#known.get(keyOf(subscription));
    if (!known) return undefined;
    try {
      return { arn: known.arn, isConfirmed: await this.#isConfirmed(known.arn) };
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
      this.#known.delete(keyOf(subscription));
      return undefined;
    }
  }

  async #isConfirmed(arn: string): Promise<boolean> {
    const { Attributes } = await this.#sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
    );
    return Attributes?.PendingConfirmation === 'false';
  }

  /** Has SNS ask the endpoint to confirm: another time, if it has not. @returns the subscription's ARN */
  async #ask(
    { topicArn, endpoint, protocol }: Subscription,
    attributes?: Record<string, string>,
  ): Promise<string> {
    const { SubscriptionArn = '' } = await this.#sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        ReturnSubscriptionArn: true,
        Attributes: attributes,
      }),
    );
    return SubscriptionArn;
  }

  /** Counts what it has waited and reads no clock: a machine that sleeps meanwhile takes nothing off the limit. */
  async #confirmed(arn: string, subscription: Subscription, firstAskAgainMs: number): Promise<void> {
    let askAgainMs = firstAskAgainMs;
    for (let waitedMs = 0; waitedMs < this.#limitMs; waitedMs += POLL_MS) {
      if (await this.#isConfirmed(arn)) return;
      if (waitedMs >= askAgainMs) {
        await this.#ask(subscription);
        askAgainMs = waitedMs + this.#askAgainMs;
      }
      await delay(POLL_MS);
    }
    const { endpoint, topicArn } = subscription;
    throw new Error(
      `${endpoint} did not confirm its subscription to ${topicArn} within ${this.#limitMs / 1_000} s. Look at the service's log.`,
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
