import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { postEnvelope } from '../redrive/post-envelope.ts';
import { redriveQueue, type RedriveResult } from '../redrive/redrive-queue.ts';
import { findRedriveQueues } from '../redrive/redrive-queues.ts';
import { clientConfig, type AwsEndpoint } from '../start/aws-endpoint.ts';

/**
 * `interstella redrive`: posts dead-lettered deliveries to their endpoints again, which SQS cannot do for SNS. The exit
 * code is 1 if any was refused.
 */
export async function redrive(endpoint: AwsEndpoint, { json }: { readonly json: boolean }): Promise<number> {
  const sns = new SNSClient(clientConfig(endpoint));
  const sqs = new SQSClient(clientConfig(endpoint));
  const results: (RedriveResult & { readonly queueUrl: string })[] = [];
  for (const queue of await findRedriveQueues(sns, sqs)) {
    const result = await redriveQueue(sqs, queue, (body, to) =>
      postEnvelope(body, to.endpoint, to.subscriptionArn),
    );
    results.push({ queueUrl: queue.queueUrl, ...result });
  }
  process.stdout.write(
    `${json ? JSON.stringify(results, null, 2) : results.map(text).join('\n') || NO_QUEUE}\n`,
  );
  return results.some(({ refused }) => refused.length > 0) ? 1 : 0;
}

const NO_QUEUE = 'No subscription has a redrive queue, so there is nothing to redrive.';

function text({ queueUrl, redriven, refused }: RedriveResult & { readonly queueUrl: string }): string {
  const name = queueUrl.split('/').at(-1) ?? queueUrl;
  const refusals = refused.map(({ messageId, reason }) => `\n  ${messageId} stays there: ${reason}`);
  return `${name}: ${redriven} redriven, ${refused.length} refused${refusals.join('')}`;
}
