import { setTimeout as delay } from 'node:timers/promises';
import { GetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { DELIVERY_POLICY } from '@interstella/infra/stages';
import { TEST_LIMIT_MS } from '@interstella/libs/testing';
import { clientConfig, type AwsEndpoint } from '@interstella/rehearsal/kit/aws-endpoint.ts';

const POLL_MS = 50;

export interface Subscription {
  readonly topicArn: string;
  /** The URL that SNS posts to. */
  readonly url: string;
  readonly redriveQueueArn: string;
}

/**
 * Subscribes a service to a topic and resolves once the service has confirmed it by itself.
 *
 * @throws if it is still pending after 20 s
 */
export async function subscribe(endpoint: AwsEndpoint, { topicArn, url, redriveQueueArn }: Subscription) {
  const sns = new SNSClient(clientConfig(endpoint));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'http',
      Endpoint: url,
      ReturnSubscriptionArn: true,
      Attributes: {
        DeliveryPolicy: JSON.stringify(DELIVERY_POLICY),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: redriveQueueArn }),
      },
    }),
  );
  const deadline = Date.now() + TEST_LIMIT_MS;
  while (Date.now() < deadline) {
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    if (Attributes?.PendingConfirmation === 'false') return;
    await delay(POLL_MS);
  }
  throw new Error(`${url} did not confirm its subscription to ${topicArn} within ${TEST_LIMIT_MS} ms.`);
}
