import axios from 'axios';
import * as v from 'valibot';
import { reasonOf } from '@interstella/libs/fulfillment';

/** The time that SNS gives an attempt. */
const TIME_LIMIT_MS = 15_000;

const envelope = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Type: v.string(), MessageId: v.string(), TopicArn: v.string() }),
);

/** Posts a dead-lettered envelope to its endpoint as SNS does. Resolves with undefined, or with why it was not taken. */
export async function postEnvelope(
  body: string,
  endpoint: string,
  subscriptionArn: string,
): Promise<string | undefined> {
  const parsed = v.safeParse(envelope, body);
  if (!parsed.success) return 'it is no SNS envelope';
  const { Type, MessageId, TopicArn } = parsed.output;
  try {
    const { status } = await axios.post(endpoint, body, {
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'interstella redrive',
        'x-amz-sns-message-type': Type,
        'x-amz-sns-message-id': MessageId,
        'x-amz-sns-topic-arn': TopicArn,
        'x-amz-sns-subscription-arn': subscriptionArn,
      },
      timeout: TIME_LIMIT_MS,
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
      maxRedirects: 0,
      maxContentLength: 64 * 1_024,
      responseType: 'text',
      validateStatus: () => true,
    });
    return status >= 200 && status < 300 ? undefined : `${endpoint} answered ${status}`;
  } catch (error) {
    return `${endpoint} cannot be reached (${reasonOf(error)})`;
  }
}
