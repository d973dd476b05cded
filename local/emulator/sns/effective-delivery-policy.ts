import { type DeliveryPolicy } from './delivery-policy.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-delays.ts';
import { type Subscription } from './sns-state.ts';

/** The policy in force for a subscription: its own before its topic's, part by part, unless the topic forbids that. */
export function effectiveDeliveryPolicy({
  topic: { deliveryPolicy: ofTopic },
  deliveryPolicy,
}: Pick<Subscription, 'topic' | 'deliveryPolicy'>): DeliveryPolicy & { readonly retry: RetryPolicy } {
  const own = ofTopic?.disableSubscriptionOverrides === true ? undefined : deliveryPolicy;
  return {
    retry: own?.retry ?? ofTopic?.retry ?? DEFAULT_RETRY_POLICY,
    maxReceivesPerSecond: own?.maxReceivesPerSecond ?? ofTopic?.maxReceivesPerSecond,
    contentType: own?.contentType ?? ofTopic?.contentType,
  };
}
