export type SubscriptionState = 'confirmed' | 'pending confirmation' | 'missing';

/** A subscription that a stage has, and what SNS knows of it. */
export interface SubscriptionReading {
  readonly topic: string;
  readonly endpoint: string;
  readonly state: SubscriptionState;
}

/** Why subscriptions deliver no orders, a sentence each; none of those that do. */
export function subscriptionProblems(subscriptions: readonly SubscriptionReading[]): string[] {
  return subscriptions
    .filter(({ state }) => state !== 'confirmed')
    .map(({ topic, endpoint, state }) =>
      state === 'missing'
        ? `The ${topic} topic has no subscription of ${endpoint}.`
        : `The subscription of ${endpoint} to the ${topic} topic is pending confirmation: the service has not answered SNS yet; its log says why.`,
    );
}
