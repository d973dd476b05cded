import { Injectable } from '@nestjs/common';
import { reasonOf, TemporaryError } from '../errors/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';
import { regionOfTopic } from './signature-verifier.ts';

/** SNS did not accept a confirmation. It will ask again. */
export class ConfirmationError extends TemporaryError {
  override readonly name = 'ConfirmationError';

  constructor(topicArn: string, cause: unknown) {
    super(`SNS did not accept the confirmation of the subscription to ${topicArn} (${reasonOf(cause)}).`, {
      cause,
    });
  }
}

/**
 * Confirms subscriptions: calls ConfirmSubscription in the topic's region, or at AWS_ENDPOINT_URL. The SubscribeURL of a
 * delivery is never fetched: a forged one would choose what this service requests. The call needs no signature, so a
 * service needs no permission for it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
@Injectable()
export class SubscriptionConfirmer {
  /** @throws ConfirmationError */
  async confirm(topicArn: string, token: string): Promise<void> {
    const abortSignal = AbortSignal.timeout(TIME_LIMITS_MS.confirmation);
    const { ConfirmSubscriptionCommand, SNSClient } = await import('@aws-sdk/client-sns');
    const client = new SNSClient({
      region: regionOfTopic(topicArn),
      maxAttempts: 2,
      credentials: { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' },
      signer: { sign: (request) => Promise.resolve(request) },
    });
    try {
      await client.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }), {
        abortSignal,
      });
    } catch (error) {
      throw new ConfirmationError(topicArn, error);
    } finally {
      client.destroy();
    }
  }
}
