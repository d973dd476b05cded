import { regionOfTopic } from './topic-arn.ts';

/** Nested into the 15 s that SNS gives an attempt. */
const TIME_LIMIT_MS = 5_000;

/** Answers SNS's question whether a subscription is wanted. */
export abstract class SubscriptionConfirmer {
  /** Rejects if SNS did not take the confirmation; SNS will ask again. */
  abstract confirm(topicArn: string, token: string): Promise<void>;
}

/**
 * Calls ConfirmSubscription in the topic's region, or at AWS_ENDPOINT_URL. The SubscribeURL of a delivery is never
 * fetched, since that would let whoever forges one choose what this service requests. The call needs no signature, so
 * a service needs no permission for it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
export class SnsSubscriptionConfirmer extends SubscriptionConfirmer {
  async confirm(topicArn: string, token: string): Promise<void> {
    const { ConfirmSubscriptionCommand, SNSClient } = await import('@aws-sdk/client-sns');
    const client = new SNSClient({
      region: regionOfTopic(topicArn),
      maxAttempts: 2,
      credentials: { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' },
      signer: { sign: (request) => Promise.resolve(request) },
    });
    try {
      await client.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }), {
        abortSignal: AbortSignal.timeout(TIME_LIMIT_MS),
      });
    } finally {
      client.destroy();
    }
  }
}
