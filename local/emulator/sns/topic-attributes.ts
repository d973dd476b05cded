import { parseTopicDeliveryPolicy } from './delivery-policy.ts';
import { invalidParameter } from './read-parameters.ts';
import { DEFAULT_RETRY_POLICY } from './retry-delays.ts';
import { type SnsState, type Topic } from './sns-state.ts';

/** Attributes that are kept and given back, and change nothing here. */
const KEPT = new Set([
  'DisplayName',
  'Policy',
  'TracingConfig',
  'KmsMasterKeyId',
  'HTTPSuccessFeedbackRoleArn',
  'HTTPFailureFeedbackRoleArn',
  'HTTPSuccessFeedbackSampleRate',
]);

/**
 * Sets one attribute of a topic.
 *
 * @throws AwsError InvalidParameter; the topic is unchanged then
 */
export function setTopicAttribute(topic: Topic, name: string, value: string): void {
  if (name === 'SignatureVersion') {
    if (value !== '1' && value !== '2') throw invalidParameter('SignatureVersion', 'must be 1 or 2');
    topic.signatureVersion = value === '1' ? 1 : 2;
  } else if (name === 'DeliveryPolicy') {
    topic.deliveryPolicy = value === '' ? undefined : parseTopicDeliveryPolicy(value);
  } else if (name === 'FifoTopic' || name === 'ContentBasedDeduplication') {
    if (value !== 'false')
      throw invalidParameter(name, 'FIFO topics do not deliver over HTTP; not supported');
    return;
  } else if (!KEPT.has(name)) {
    throw invalidParameter('AttributeName');
  }
  if (value === '') topic.attributes.delete(name);
  else topic.attributes.set(name, value);
}

/** The answer of GetTopicAttributes. */
export function topicAttributes(topic: Topic, state: SnsState, owner: string): Map<string, string> {
  const subscriptions = state.subscriptionsOf(topic);
  const confirmed = subscriptions.filter(({ state: now }) => now === 'confirmed').length;
  return new Map([
    ['TopicArn', topic.arn],
    ['Owner', owner],
    ['DisplayName', ''],
    ['SignatureVersion', String(topic.signatureVersion)],
    ['SubscriptionsConfirmed', String(confirmed)],
    ['SubscriptionsPending', String(subscriptions.length - confirmed)],
    ['SubscriptionsDeleted', String(topic.deletedSubscriptions)],
    ['EffectiveDeliveryPolicy', effectivePolicy(topic)],
    ...topic.attributes,
  ]);
}

function effectivePolicy({ deliveryPolicy }: Topic): string {
  const { maxReceivesPerSecond, contentType } = deliveryPolicy ?? {};
  return JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: deliveryPolicy?.retry ?? DEFAULT_RETRY_POLICY,
      ...(maxReceivesPerSecond !== undefined && { defaultThrottlePolicy: { maxReceivesPerSecond } }),
      ...(contentType !== undefined && { defaultRequestPolicy: { headerContentType: contentType } }),
      disableSubscriptionOverrides: deliveryPolicy?.disableSubscriptionOverrides ?? false,
    },
  });
}
