import * as v from 'valibot';
import type { Subscription } from './redrive-queues.ts';

/** As much of an SNS envelope as tells where it belongs. */
export interface Envelope {
  readonly Type: string;
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly UnsubscribeURL?: string | undefined;
}

const schema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Type: v.string(),
    MessageId: v.string(),
    TopicArn: v.string(),
    UnsubscribeURL: v.optional(v.string()),
  }),
);

/** The envelope in a dead letter's body, or undefined if there is none. */
export function envelopeIn(body: string): Envelope | undefined {
  const parsed = v.safeParse(schema, body);
  return parsed.success ? parsed.output : undefined;
}

/**
 * Whose an envelope is: the subscription that its UnsubscribeURL names, or, if that one is gone, the only one of its
 * topic. Undefined if that cannot be told: delivered to the wrong one, the order would be lost and seem redriven.
 */
export function addresseeOf(
  { TopicArn, UnsubscribeURL = '' }: Envelope,
  subscriptions: readonly Subscription[],
): Subscription | undefined {
  const named = URL.canParse(UnsubscribeURL)
    ? new URL(UnsubscribeURL).searchParams.get('SubscriptionArn')
    : null;
  const exact = subscriptions.find(({ arn }) => arn === named);
  if (exact) return exact;
  const [only, ...others] = subscriptions.filter(({ topicArn }) => topicArn === TopicArn);
  return others.length === 0 ? only : undefined;
}
