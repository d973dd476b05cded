import type { Command } from 'commander';
import { jsonOption } from '../options.ts';
import { onAws } from '../headquarters/hq-options.ts';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { postEnvelope } from '@interstella/cloud/redrive/post-envelope.ts';
import { redriveQueue, type RedriveResult } from '@interstella/cloud/redrive/redrive-queue.ts';
import { findRedriveQueues, type RedriveQueue } from '@interstella/cloud/redrive/redrive-queues.ts';
import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, TOPICS } from '@interstella/infra/stages';
import { requireRunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { clientConfig } from '@interstella/rehearsal/kit/aws-endpoint.ts';
import { StatusLine } from '@interstella/terminal/status-line.ts';
import { say, sayJson } from '@interstella/terminal/say.ts';

interface RedriveOptions {
  /** Whether to redrive on AWS instead of on this machine. */
  readonly aws: boolean;
  readonly environmentName?: string;
  readonly json: boolean;
}

export function addRedrive(command: Command): void {
  onAws(command)
    .addOption(jsonOption())
    .action(async (options: RedriveOptions) => {
      process.exitCode = await redrive(options);
    });
}

type QueueResult = RedriveResult & { readonly queueUrl: string };

const NO_QUEUE = 'No subscription has a redrive queue, so there is nothing to redrive.';

/**
 * `interstella redrive`: posts dead-lettered deliveries to their endpoints again. SQS's own redrive cannot do this for SNS.
 * Resolves with the exit code: 1 if a message stays in a queue.
 */
async function redrive(options: RedriveOptions): Promise<number> {
  const { aws, environmentName = DEFAULT_ENVIRONMENT_NAME, json } = options;
  const config = aws ? await configOnAws() : await configOfKit();
  const sns = new SNSClient(config);
  const sqs = new SQSClient(config);
  const { redriveQueue: queueNameOf } = namesIn(environmentName);
  const names = new Set(TOPICS.map(queueNameOf));
  const results: QueueResult[] = [];
  for (const queue of await findRedriveQueues(sns, sqs, (name) => !aws || names.has(name))) {
    results.push({ queueUrl: queue.queueUrl, ...(await redriveShown(sqs, queue, json)) });
  }
  if (json) sayJson(results);
  else say(results.map(text).join('\n') || NO_QUEUE);
  return results.some(({ refused, hidden, untried }) => refused.length + hidden + untried > 0) ? 1 : 0;
}

/** Shows the progress, since an endpoint that hangs takes 15 s per batch. */
async function redriveShown(sqs: SQSClient, queue: RedriveQueue, json: boolean): Promise<RedriveResult> {
  if (json) return redriveQueue(sqs, queue, postEnvelope);
  const line = new StatusLine(process.stderr);
  const result = await redriveQueue(sqs, queue, postEnvelope, {
    onBatch: (redriven, refused) => {
      line.show(`${nameOf(queue)}: ${redriven} redriven, ${refused} refused so far`);
    },
  });
  if (result.redriven + result.refused.length > 0) line.end();
  return result;
}

async function configOnAws() {
  const { connectToAws } = await import('@interstella/cloud/aws.ts');
  return (await connectToAws()).config;
}

async function configOfKit() {
  const { endpointUrl: url, region } = await requireRunningKit();
  return clientConfig({ url, region });
}

function text({ queueUrl, redriven, refused, hidden, untried }: QueueResult): string {
  const lines = [
    `${nameOf({ queueUrl })}: ${redriven} redriven, ${refused.length} refused`,
    ...refused.map(({ messageId, reason }) => `  ${messageId} stays there: ${reason}`),
  ];
  if (hidden > 0) {
    lines.push(`  ${hidden} more are being looked at by somebody else: run this again in a minute`);
  }
  if (untried > 0) lines.push(`  ${untried} more were not tried: run this again`);
  return lines.join('\n');
}

function nameOf({ queueUrl }: Pick<RedriveQueue, 'queueUrl'>): string {
  return queueUrl.split('/').at(-1) ?? queueUrl;
}
