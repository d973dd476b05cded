import { type Queues } from '../sqs/queues.ts';
import { parseSubscriptionDeliveryPolicy } from './delivery-policy.ts';
import { effectiveDeliveryPolicy } from './effective-delivery-policy.ts';
import { invalidParameter } from './read-parameters.ts';
import { parseRedrivePolicy } from './redrive-policy.ts';
import { type Subscription } from './sns-state.ts';

/**
 * Sets one attribute of a subscription; an empty value takes it away.
 *
 * @throws AwsError InvalidParameter; the subscription is unchanged then
 */
export function setSubscriptionAttribute(
  subscription: Pick<Subscription, 'attributes' | 'deliveryPolicy' | 'deadLetterTargetArn'>,
  name: string,
  value: string,
  queues: Queues,
): void {
  switch (name) {
    case 'DeliveryPolicy':
      subscription.deliveryPolicy = value === '' ? undefined : parseSubscriptionDeliveryPolicy(value);
      break;
    case 'RedrivePolicy':
      subscription.deadLetterTargetArn = value === '' ? undefined : parseRedrivePolicy(value, queues);
      break;
    case 'RawMessageDelivery':
      if (value !== 'false') {
        throw invalidParameter(name, 'raw delivery is not supported here: it carries no signature');
      }
      break;
    case 'FilterPolicy':
    case 'FilterPolicyScope':
      throw invalidParameter(name, 'filter policies are not supported here; use a topic of its own');
    default:
      throw invalidParameter('AttributeName');
  }
  if (value === '') subscription.attributes.delete(name);
  else subscription.attributes.set(name, value);
}

/** The answer of GetSubscriptionAttributes. */
export function subscriptionAttributes(subscription: Subscription, owner: string): Map<string, string> {
  const { arn, topic, protocol, endpoint, state, confirmationWasAuthenticated } = subscription;
  const { retry, maxReceivesPerSecond, contentType } = effectiveDeliveryPolicy(subscription);
  return new Map([
    ['SubscriptionArn', arn],
    ['TopicArn', topic.arn],
    ['Protocol', protocol],
    ['Endpoint', endpoint],
    ['Owner', owner],
    ['SubscriptionPrincipal', `arn:aws:iam::${owner}:root`],
    ['PendingConfirmation', String(state === 'pending')],
    ['ConfirmationWasAuthenticated', String(confirmationWasAuthenticated)],
    ['RawMessageDelivery', 'false'],
    [
      'EffectiveDeliveryPolicy',
      JSON.stringify({
        healthyRetryPolicy: retry,
        ...(maxReceivesPerSecond !== undefined && { throttlePolicy: { maxReceivesPerSecond } }),
        ...(contentType !== undefined && { requestPolicy: { headerContentType: contentType } }),
        guaranteed: false,
      }),
    ],
    ...subscription.attributes,
  ]);
}
