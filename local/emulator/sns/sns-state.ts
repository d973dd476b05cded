import { randomBytes } from 'node:crypto';
import { AwsError } from '../endpoints/aws-error.ts';
import { type DeliveryPolicy, type TopicDeliveryPolicy } from './delivery-policy.ts';
import { type SignatureVersion } from './signing-identity.ts';

export interface Topic {
  readonly arn: string;
  /** As they were set, by name. */
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  signatureVersion: SignatureVersion;
  deliveryPolicy: TopicDeliveryPolicy | undefined;
  deletedSubscriptions: number;
}

export interface Subscription {
  readonly arn: string;
  readonly topic: Topic;
  readonly protocol: 'http' | 'https';
  readonly endpoint: string;
  /** As they were set, by name. */
  readonly attributes: Map<string, string>;
  state: 'pending' | 'confirmed' | 'deleted';
  /** Proves that the endpoint's owner wants the subscription; two days long. */
  readonly token: string;
  tokenExpiresAt: number;
  confirmationWasAuthenticated: boolean;
  deliveryPolicy: DeliveryPolicy | undefined;
  deadLetterTargetArn: string | undefined;
}

const TOKEN_LIFE_MS = 2 * 86_400_000;

/** Topics and subscriptions, in memory. A lookup that finds nothing throws AWS's NotFound. */
export class SnsState {
  readonly topics = new Map<string, Topic>();
  readonly subscriptions = new Map<string, Subscription>();
  /** Deleted subscriptions stay here while their token lives: its owner can restore them. */
  readonly #byToken = new Map<string, Subscription>();

  constructor(private readonly clock: () => number) {}

  topic(arn: string): Topic {
    const topic = this.topics.get(arn);
    if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  subscription(arn: string): Subscription {
    const subscription = this.subscriptions.get(arn);
    if (subscription === undefined) throw new AwsError('NotFound', 'Subscription does not exist', 404);
    return subscription;
  }

  subscriptionsOf(topic: Topic): Subscription[] {
    return [...this.subscriptions.values()].filter((subscription) => subscription.topic === topic);
  }

  findSubscription(topic: Topic, protocol: string, endpoint: string): Subscription | undefined {
    return this.subscriptionsOf(topic).find(
      (subscription) => subscription.protocol === protocol && subscription.endpoint === endpoint,
    );
  }

  addSubscription(
    fields: Pick<
      Subscription,
      'arn' | 'topic' | 'protocol' | 'endpoint' | 'attributes' | 'deliveryPolicy' | 'deadLetterTargetArn'
    >,
  ): Subscription {
    const subscription: Subscription = {
      ...fields,
      state: 'pending',
      token: randomBytes(64).toString('hex'),
      tokenExpiresAt: 0,
      confirmationWasAuthenticated: false,
    };
    this.subscriptions.set(subscription.arn, subscription);
    this.#byToken.set(subscription.token, subscription);
    return subscription;
  }

  /** Gives the token another two days; called when the token is sent. */
  renewToken(subscription: Subscription): void {
    this.#removeExpired();
    subscription.tokenExpiresAt = this.clock() + TOKEN_LIFE_MS;
  }

  byLiveToken(token: string): Subscription | undefined {
    const subscription = this.#byToken.get(token);
    return subscription !== undefined && subscription.tokenExpiresAt > this.clock()
      ? subscription
      : undefined;
  }

  confirm(subscription: Subscription): void {
    subscription.state = 'confirmed';
    this.subscriptions.set(subscription.arn, subscription);
  }

  removeSubscription(subscription: Subscription): void {
    subscription.state = 'deleted';
    subscription.topic.deletedSubscriptions += 1;
    this.subscriptions.delete(subscription.arn);
  }

  removeTopic(topic: Topic): void {
    for (const subscription of this.subscriptionsOf(topic)) {
      this.removeSubscription(subscription);
      this.#byToken.delete(subscription.token);
    }
    this.topics.delete(topic.arn);
  }

  #removeExpired(): void {
    for (const [token, subscription] of this.#byToken) {
      const gone = subscription.state === 'deleted' && subscription.tokenExpiresAt <= this.clock();
      if (gone) this.#byToken.delete(token);
    }
  }
}
