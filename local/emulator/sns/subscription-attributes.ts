import * as v from 'valibot';
import { type Queues } from '../sqs/queues.ts';
import { effectiveDeliveryPolicy, parseSubscriptionDeliveryPolicy } from './delivery-policy.ts';
import { invalidParameter } from './read-parameters.ts';
import { type Subscription } from './sns-state.ts';

const RedrivePolicy = v.strictObject({
  deadLetterTargetArn: v.pipe(v.string(), v.startsWith('arn:aws:sqs:')),
});

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

/**
 * Reads `{"deadLetterTargetArn": "arn:aws:sqs:…"}`. The queue must be there: real SNS finds out only when it loses the
 * first message.
 *
 * @returns the queue's ARN
 * @throws AwsError InvalidParameter
 */
function parseRedrivePolicy(json: string, queues: Queues): string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalidParameter('RedrivePolicy: failed to parse JSON.');
  }
  const policy = v.safeParse(RedrivePolicy, value);
  if (!policy.success) {
    throw invalidParameter(
      'RedrivePolicy: must be {"deadLetterTargetArn": "arn:aws:sqs:…"} and nothing else.',
    );
  }
  const { deadLetterTargetArn } = policy.output;
  if (queues.byArn(deadLetterTargetArn) === undefined) {
    throw invalidParameter(`RedrivePolicy: there is no queue ${deadLetterTargetArn}; create it first.`);
  }
  return deadLetterTargetArn;
}
