import axios from 'axios';
import { reasonOf } from '@interstella/libs/errors';
import { addresseeOf, envelopeIn } from './addressee.ts';
import type { RedriveQueue } from './redrive-queues.ts';

/** The time that SNS gives an attempt. */
const TIME_LIMIT_MS = 15_000;

/** Posts a dead letter to its endpoint as SNS does. Resolves with undefined, or with why it was not taken. */
export async function postEnvelope(
  body: string,
  { subscriptions }: RedriveQueue,
): Promise<string | undefined> {
  const envelope = envelopeIn(body);
  if (!envelope) return 'it is no SNS envelope';
  const subscription = addresseeOf(envelope, subscriptions);
  if (!subscription) return `no subscription, or more than one, of ${envelope.TopicArn} may be meant`;
  try {
    const { status } = await axios.post(subscription.endpoint, body, {
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'interstella redrive',
        'x-amz-sns-message-type': envelope.Type,
        'x-amz-sns-message-id': envelope.MessageId,
        'x-amz-sns-topic-arn': envelope.TopicArn,
        'x-amz-sns-subscription-arn': subscription.arn,
      },
      timeout: TIME_LIMIT_MS,
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
      maxRedirects: 0,
      maxContentLength: 64 * 1_024,
      responseType: 'text',
      proxy: false,
      validateStatus: () => true,
    });
    return status >= 200 && status < 300 ? undefined : `${subscription.endpoint} answered ${status}`;
  } catch (error) {
    return `${subscription.endpoint} cannot be reached (${reasonOf(error)})`;
  }
}
