import {
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { clientConfig, type AwsEndpoint } from '@interstella/rehearsal/kit/aws-endpoint.ts';

/** How SNS repeats a delivery. Delays in seconds. */
export interface RetryPolicy {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
}

/** Soon after every outage that a test makes, and longer than it lasts. */
export const PATIENT: RetryPolicy = { minDelayTarget: 0.2, maxDelayTarget: 0.5, numRetries: 100 };
/** Gives up within half a second. */
export const IMPATIENT: RetryPolicy = { minDelayTarget: 0.2, maxDelayTarget: 0.2, numRetries: 2 };

/** Sets the delivery policy of the subscription that a URL has to a topic. */
export async function setDeliveryPolicy(
  endpoint: AwsEndpoint,
  topicArn: string,
  url: string,
  policy: RetryPolicy,
): Promise<void> {
  const sns = new SNSClient(clientConfig(endpoint));
  const { Subscriptions: all = [] } = await sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }),
  );
  await sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn: all.find(({ Endpoint }) => Endpoint === url)?.SubscriptionArn,
      AttributeName: 'DeliveryPolicy',
      AttributeValue: JSON.stringify({ healthyRetryPolicy: policy }),
    }),
  );
}
