import { GetSubscriptionAttributesCommand, NotFoundException, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { PlatformState } from '@interstella/local/platform';
import type { SubscriptionState } from '@interstella/migration/gate/subscription-problems.ts';
import type { RunningKit } from '../kit/running-kit.ts';
import { clientConfig } from '../kit/aws-endpoint.ts';

type Subscription = PlatformState['subscriptions'][number] & { readonly state: SubscriptionState };

export interface LocalQueue {
  readonly url: string;
  /** Also those that somebody looks at right now. */
  readonly deadLetters: number;
}

/** What SNS and SQS know now, whatever the platform remembers of its steps. */
export interface Deliveries {
  readonly subscriptions: readonly Subscription[];
  readonly queues: readonly LocalQueue[];
}

export async function readDeliveries(
  { endpointUrl: url, region }: Pick<RunningKit, 'endpointUrl' | 'region'>,
  { subscriptions, queueUrls }: Pick<PlatformState, 'subscriptions' | 'queueUrls'>,
): Promise<Deliveries> {
  const config = clientConfig({ url, region });
  const sns = new SNSClient(config);
  const sqs = new SQSClient(config);
  const [read, queues] = await Promise.all([
    Promise.all(subscriptions.map(async (one) => ({ ...one, state: await stateOf(sns, one.arn) }))),
    Promise.all(queueUrls.map(async (one) => ({ url: one, deadLetters: await countIn(sqs, one) }))),
  ]);
  return { subscriptions: read, queues };
}

async function stateOf(sns: SNSClient, arn: string): Promise<SubscriptionState> {
  try {
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
    return Attributes?.PendingConfirmation === 'false' ? 'confirmed' : 'pending confirmation';
  } catch (error) {
    if (error instanceof NotFoundException) return 'missing';
    throw error;
  }
}

async function countIn(sqs: SQSClient, url: string): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
}
