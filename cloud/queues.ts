import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Topic, TOPICS } from '@interstella/infra/stages';
import type { Aws } from './aws.ts';
import { type DeployedStack, outputOf } from './deployed.ts';

export interface ReadQueue {
  readonly topic: Topic;
  readonly url: string;
  /** About how many deliveries lie there; in an attempt to read them some are hidden, and count. */
  readonly deadLetters: number;
}

/** The redrive queue of each topic. */
export async function readQueues(aws: Aws, stack: DeployedStack): Promise<readonly ReadQueue[]> {
  // To the endpoint that everything goes to: a queue's URL names AWS's own also where AWS_ENDPOINT_URL does not.
  const sqs = new SQSClient({ ...aws.config, useQueueUrlAsEndpoint: false });
  const queues = TOPICS.flatMap((topic) => {
    const url = outputOf(stack, topic, 'RedriveQueueUrl');
    return url === undefined ? [] : { topic, url };
  });
  return Promise.all(
    queues.map(async ({ topic, url }) => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      const counts = Object.values(Attributes).map(Number);
      return { topic, url, deadLetters: counts.reduce((sum, count) => sum + count, 0) };
    }),
  );
}
