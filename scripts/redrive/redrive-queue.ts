import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { RedriveQueue } from './redrive-queues.ts';

const BATCH = 10;
/** Longer than a batch can take, so that nobody else redrives the same messages meanwhile. */
const VISIBILITY_TIMEOUT_S = 180;
/** One run ends after so many messages; the next goes on. */
const MAXIMUM_MESSAGES = 10_000;

export interface RedriveResult {
  readonly redriven: number;
  /** What stays on the queue, and why. */
  readonly refused: readonly { readonly messageId: string; readonly reason: string }[];
}

/** Delivers an envelope; resolves with undefined, or with why it was not taken. */
export type Deliver = (body: string, queue: RedriveQueue) => Promise<string | undefined>;

/**
 * Posts every message of a queue again and deletes those that were taken. A message is deleted only after it was
 * delivered: a crash between the two makes a duplicate, which the ledger absorbs.
 */
export async function redriveQueue(
  sqs: SQSClient,
  queue: RedriveQueue,
  deliver: Deliver,
): Promise<RedriveResult> {
  const refused = new Map<string, { reason: string; receipt: string | undefined }>();
  let redriven = 0;
  while (redriven + refused.size < MAXIMUM_MESSAGES) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.queueUrl,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: VISIBILITY_TIMEOUT_S,
      }),
    );
    if (Messages.length === 0) break;
    const reasons = await Promise.all(
      Messages.map((message) => redriveMessage(sqs, queue, message, deliver)),
    );
    Messages.forEach(({ MessageId = '', ReceiptHandle }, index) => {
      const reason = reasons[index];
      if (reason === undefined) redriven += 1;
      else refused.set(MessageId, { reason, receipt: ReceiptHandle });
    });
  }
  // Hidden until now, so that this run did not meet them again.
  for (const { receipt: ReceiptHandle } of refused.values()) {
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queue.queueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
  }
  return { redriven, refused: [...refused].map(([messageId, { reason }]) => ({ messageId, reason })) };
}

async function redriveMessage(
  sqs: SQSClient,
  queue: RedriveQueue,
  { Body = '', ReceiptHandle }: Message,
  deliver: Deliver,
): Promise<string | undefined> {
  const reason = await deliver(Body, queue);
  if (reason === undefined)
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.queueUrl, ReceiptHandle }));
  return reason;
}
