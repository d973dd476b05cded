import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { RedriveQueue } from './redrive-queues.ts';

const BATCH = 10;
/** Longer than a batch can take, so that nobody else redrives the same messages meanwhile. */
const VISIBILITY_TIMEOUT_S = 60;
/** Long polling asks all of SQS's servers; a short poll may miss what is there. */
const WAIT_S = 1;
/** One run ends after so many messages; the next goes on. */
const MAXIMUM_MESSAGES = 10_000;
/** HQ's report hides what it looks at for 5 s. */
const MAXIMUM_EMPTY_RECEIVES = 10;

export interface RedriveResult {
  readonly redriven: number;
  /** What stays on the queue, and why. */
  readonly refused: readonly { readonly messageId: string; readonly reason: string }[];
  /** What somebody else was looking at all the time. */
  readonly hidden: number;
}

/** Delivers an envelope; resolves with undefined, or with why it was not taken. */
export type Deliver = (body: string, queue: RedriveQueue) => Promise<string | undefined>;

interface Refused {
  readonly reason: string;
  readonly receipt: string | undefined;
}

/**
 * Posts every message of a queue again and deletes those that were taken. A message is deleted only after it was
 * delivered: a crash between the two makes a duplicate, which the ledger absorbs.
 */
export async function redriveQueue(
  sqs: SQSClient,
  queue: RedriveQueue,
  deliver: Deliver,
): Promise<RedriveResult> {
  const refused = new Map<string, Refused>();
  let redriven = 0;
  let emptyReceives = 0;
  while (redriven + refused.size < MAXIMUM_MESSAGES && emptyReceives < MAXIMUM_EMPTY_RECEIVES) {
    const messages = await receive(sqs, queue);
    if (messages.length === 0) {
      emptyReceives += 1;
      if ((await countLeft(sqs, queue)) <= refused.size) break;
      continue;
    }
    const reasons = await Promise.all(
      messages.map((message) => redriveMessage(sqs, queue, message, deliver)),
    );
    messages.forEach(({ MessageId = '', ReceiptHandle: receipt }, index) => {
      const reason = reasons[index];
      if (reason === undefined) redriven += 1;
      else refused.set(MessageId, { reason, receipt });
    });
  }
  const hidden = Math.max(0, (await countLeft(sqs, queue)) - refused.size);
  await showAgain(sqs, queue, refused.values());
  return {
    redriven,
    hidden,
    refused: [...refused].map(([messageId, { reason }]) => ({ messageId, reason })),
  };
}

async function receive(sqs: SQSClient, { queueUrl }: RedriveQueue): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: BATCH,
      VisibilityTimeout: VISIBILITY_TIMEOUT_S,
      WaitTimeSeconds: WAIT_S,
    }),
  );
  return Messages;
}

/** All that is on the queue, whoever is looking at it. */
async function countLeft(sqs: SQSClient, { queueUrl }: RedriveQueue): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
  );
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

/** Refused messages were hidden until now, so that this run did not meet them again. */
async function showAgain(
  sqs: SQSClient,
  { queueUrl }: RedriveQueue,
  refused: Iterable<Refused>,
): Promise<void> {
  for (const { receipt } of refused) {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receipt,
        VisibilityTimeout: 0,
      }),
    );
  }
}
