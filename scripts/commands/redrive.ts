import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { postEnvelope } from '../redrive/post-envelope.ts';
import { redriveQueue, type RedriveResult } from '../redrive/redrive-queue.ts';
import { findRedriveQueues } from '../redrive/redrive-queues.ts';
import { clientConfig, type AwsEndpoint } from '../start/aws-endpoint.ts';

type QueueResult = RedriveResult & { readonly queueUrl: string };

const NO_QUEUE = 'No subscription has a redrive queue, so there is nothing to redrive.';

/**
 * `interstella redrive`: posts dead-lettered deliveries to their endpoints again, which SQS cannot do for SNS. The exit
 * code is 1 if anything stays on a queue.
 */
export async function redrive(endpoint: AwsEndpoint, { json }: { readonly json: boolean }): Promise<number> {
  const sns = new SNSClient(clientConfig(endpoint));
  const sqs = new SQSClient(clientConfig(endpoint));
  const results: QueueResult[] = [];
  for (const queue of await findRedriveQueues(sns, sqs)) {
    results.push({ queueUrl: queue.queueUrl, ...(await redriveQueue(sqs, queue, postEnvelope)) });
  }
  process.stdout.write(
    `${json ? JSON.stringify(results, null, 2) : results.map(text).join('\n') || NO_QUEUE}\n`,
  );
  return results.some(({ refused, hidden }) => refused.length + hidden > 0) ? 1 : 0;
}

function text({ queueUrl, redriven, refused, hidden }: QueueResult): string {
  const name = queueUrl.split('/').at(-1) ?? queueUrl;
  const refusals = refused.map(({ messageId, reason }) => `\n  ${messageId} stays there: ${reason}`);
  const more =
    hidden > 0 ? `\n  ${hidden} more are being looked at by somebody else: run this again in a minute` : '';
  return `${name}: ${redriven} redriven, ${refused.length} refused${refusals.join('')}${more}`;
}
