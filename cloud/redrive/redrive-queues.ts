import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptions,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';

/** A confirmed HTTP subscription. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  /** The URL that SNS posts to. */
  readonly endpoint: string;
}

/** A queue that takes what could not be delivered, and whose that may be. */
export interface RedriveQueue {
  readonly queueUrl: string;
  readonly subscriptions: readonly Subscription[];
}

const redrivePolicy = v.pipe(v.string(), v.parseJson(), v.object({ deadLetterTargetArn: v.string() }));

/**
 * Finds the redrive queues of all confirmed HTTP subscriptions. Several subscriptions may share one.
 *
 * @param isOurs of a queue's name: in an account there are queues that are no business of ours
 */
export async function findRedriveQueues(
  sns: SNSClient,
  sqs: SQSClient,
  isOurs: (queueName: string) => boolean = () => true,
): Promise<RedriveQueue[]> {
  const byQueue = new Map<string, Subscription[]>();
  for await (const page of paginateListSubscriptions({ client: sns }, {})) {
    for (const {
      SubscriptionArn: arn = '',
      TopicArn: topicArn = '',
      Endpoint = '',
      Protocol = '',
    } of page.Subscriptions ?? []) {
      if (!arn.startsWith('arn:') || !Protocol.startsWith('http')) continue;
      const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
      const policy = v.safeParse(redrivePolicy, Attributes?.RedrivePolicy);
      if (!policy.success) continue;
      const queueArn = policy.output.deadLetterTargetArn;
      if (!isOurs(nameIn(queueArn))) continue;
      byQueue.set(queueArn, [...(byQueue.get(queueArn) ?? []), { arn, topicArn, endpoint: Endpoint }]);
    }
  }
  return Promise.all(
    [...byQueue].map(async ([queueArn, subscriptions]) => {
      const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: nameIn(queueArn) }));
      return { queueUrl: QueueUrl, subscriptions };
    }),
  );
}

function nameIn(queueArn: string): string {
  return queueArn.split(':').at(-1) ?? '';
}
