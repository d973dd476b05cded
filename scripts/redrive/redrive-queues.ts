import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptions,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';

/** A queue that takes what one subscription could not be delivered, and where that should have gone. */
export interface RedriveQueue {
  readonly queueUrl: string;
  readonly subscriptionArn: string;
  /** The URL that SNS posts to. */
  readonly endpoint: string;
}

const redrivePolicy = v.pipe(v.string(), v.parseJson(), v.object({ deadLetterTargetArn: v.string() }));

/** Finds the redrive queues of all confirmed HTTP subscriptions. */
export async function findRedriveQueues(sns: SNSClient, sqs: SQSClient): Promise<RedriveQueue[]> {
  const queues: RedriveQueue[] = [];
  for await (const page of paginateListSubscriptions({ client: sns }, {})) {
    for (const { SubscriptionArn = '', Endpoint = '', Protocol = '' } of page.Subscriptions ?? []) {
      if (!SubscriptionArn.startsWith('arn:') || !Protocol.startsWith('http')) continue;
      const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      const policy = v.safeParse(redrivePolicy, Attributes?.RedrivePolicy);
      if (!policy.success) continue;
      const QueueName = policy.output.deadLetterTargetArn.split(':').at(-1);
      const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      queues.push({ queueUrl: QueueUrl, subscriptionArn: SubscriptionArn, endpoint: Endpoint });
    }
  }
  return queues;
}
