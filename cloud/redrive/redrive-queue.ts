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
/** SQS hides no message for longer. */
const MAXIMUM_VISIBILITY_TIMEOUT_S = 12 * 3_600;
/** What would be visible again so soon is hidden for longer before the next batch, which takes its time. */
const RENEW_BEFORE_S = 30;
/** Long polling asks all of SQS's servers; a short poll may miss what is there. */
const WAIT_S = 1;
/** One run ends after so many messages; the next goes on. */
const MAXIMUM_MESSAGES = 10_000;
/** Receives that bring nothing new: somebody else may hide messages for a while. */
const MAXIMUM_EMPTY_RECEIVES = 10;

export interface RedriveResult {
  readonly redriven: number;
  /** What stays on the queue, and why. */
  readonly refused: readonly { readonly messageId: string; readonly reason: string }[];
  /** What somebody else was looking at all the time. */
  readonly hidden: number;
  /** What the run's limit left for the next one. */
  readonly untried: number;
}

/** Delivers an envelope; resolves with undefined, or with why it was not taken. */
export type Deliver = (body: string, queue: RedriveQueue) => Promise<string | undefined>;

export interface RedriveOptions {
  /** After each batch: how many were taken and refused so far. */
  readonly onBatch?: (redriven: number, refused: number) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

interface Refused {
  readonly reason: string;
  readonly receipt: string | undefined;
  readonly hiddenUntilMs: number;
}

/**
 * Posts every message of a queue again, each once, and deletes those that were taken. A message is deleted only after it
 * was delivered: a crash between the two makes a duplicate, which the ledger absorbs. Refused messages stay hidden for as
 * long as the run lasts, since SQS would hand them out again before those that were not tried yet.
 */
export async function redriveQueue(
  sqs: SQSClient,
  queue: RedriveQueue,
  deliver: Deliver,
  { onBatch, now = Date.now }: RedriveOptions = {},
): Promise<RedriveResult> {
  const startMs = now();
  const refused = new Map<string, Refused>();
  const refuse = (messageId: string, reason: string, receipt: string | undefined, hiddenForS: number) =>
    refused.set(messageId, { reason, receipt, hiddenUntilMs: now() + hiddenForS * 1_000 });
  let redriven = 0;
  let emptyReceives = 0;
  while (redriven + refused.size < MAXIMUM_MESSAGES && emptyReceives < MAXIMUM_EMPTY_RECEIVES) {
    const dueMs = now() + RENEW_BEFORE_S * 1_000;
    const due = [...refused].filter(([, { hiddenUntilMs }]) => hiddenUntilMs < dueMs);
    // The longer the run, the longer: each message is renewed a few times only, and a run that is killed hides nothing for
    // much longer than it lasted.
    const hideForS = Math.min(
      VISIBILITY_TIMEOUT_S + Math.ceil((now() - startMs) / 1_000),
      MAXIMUM_VISIBILITY_TIMEOUT_S / 2,
    );
    await changeVisibility(
      sqs,
      queue,
      due.map(([, { receipt }]) => receipt),
      hideForS,
    );
    for (const [messageId, { reason, receipt }] of due) refuse(messageId, reason, receipt, hideForS);

    const messages = await receive(sqs, queue);
    for (const { MessageId = '', ReceiptHandle } of messages) {
      // It was shown again all the same. Only its latest receipt hides it.
      const known = refused.get(MessageId);
      if (known) refuse(MessageId, known.reason, ReceiptHandle, VISIBILITY_TIMEOUT_S);
    }
    const fresh = messages.filter(({ MessageId = '' }) => !refused.has(MessageId));
    if (fresh.length === 0) {
      emptyReceives += 1;
      if (messages.length === 0 && (await countLeft(sqs, queue)).all <= refused.size) break;
      continue;
    }
    const receivedMs = now();
    const reasons = await Promise.all(fresh.map((message) => redriveMessage(sqs, queue, message, deliver)));
    fresh.forEach(({ MessageId = '', ReceiptHandle }, index) => {
      const reason = reasons[index];
      if (reason === undefined) redriven += 1;
      else refuse(MessageId, reason, ReceiptHandle, VISIBILITY_TIMEOUT_S - (now() - receivedMs) / 1_000);
    });
    onBatch?.(redriven, refused.size);
  }
  const left = await countLeft(sqs, queue);
  await changeVisibility(
    sqs,
    queue,
    [...refused.values()].map(({ receipt }) => receipt),
    0,
  );
  return {
    redriven,
    untried: left.visible,
    hidden: Math.max(0, left.all - left.visible - refused.size),
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

/** How many messages are on the queue, the hidden ones included, and how many are visible. */
async function countLeft(
  sqs: SQSClient,
  { queueUrl }: RedriveQueue,
): Promise<{ readonly all: number; readonly visible: number }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const visible = Number(Attributes.ApproximateNumberOfMessages);
  return { visible, all: visible + Number(Attributes.ApproximateNumberOfMessagesNotVisible) };
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

/** As SQS refuses a receipt of a message that is visible again, or that somebody else has received since. */
const NOT_IN_FLIGHT = new Set(['MessageNotInflight', 'InvalidParameterValue', 'ReceiptHandleIsInvalid']);

/** Hides messages from now on for so many seconds; 0 shows them again. A few calls at a time. */
async function changeVisibility(
  sqs: SQSClient,
  { queueUrl }: RedriveQueue,
  receipts: readonly (string | undefined)[],
  seconds: number,
): Promise<void> {
  for (let index = 0; index < receipts.length; index += BATCH) {
    await Promise.all(
      receipts.slice(index, index + BATCH).map((receipt) =>
        sqs
          .send(
            new ChangeMessageVisibilityCommand({
              QueueUrl: queueUrl,
              ReceiptHandle: receipt,
              VisibilityTimeout: seconds,
            }),
          )
          .catch((error: unknown) => {
            if (!(error instanceof Error) || !NOT_IN_FLIGHT.has(error.name)) throw error;
          }),
      ),
    );
  }
}
