import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isOrderId, orderIdOfMessage } from '@interstella/libs/orders';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';

/** A message that was looked at is hidden from others for so long. */
const HIDDEN_S = 5;

/** A look that takes longer, or sees more, is ended: no longer than messages are hidden, lest it meets them again. */
const LOOK_LIMIT_MS = 5_000;
const MOST_SEEN = 20_000;

const RECEIVE_LIMIT = 10;
const PARALLEL = 8;
const EMPTY_RECEIVES = 2;

/** Above zero, so that SQS asks all of its servers instead of a few. */
const WAIT_S = 1;

const Envelope = v.object({ MessageId: v.string(), Subject: v.optional(v.string()) });

/** What one look at a queue came to. */
export interface QueueLook {
  readonly orderIds: ReadonlySet<string>;
  /** Messages seen, whether or not they tell an order. */
  readonly seen: number;
  /** Messages that the queue says it holds. */
  readonly size: number;
  /** Everything was seen: as many messages as there are, and nobody else has any in hand. */
  readonly complete: boolean;
}

/** Looks at all that a queue holds: receives it with a short visibility timeout and leaves it there. */
export async function lookAtQueue(sqs: SQSClient, queueUrl: string, now: Clock): Promise<QueueLook> {
  const { visible, hidden } = await sizesOf(sqs, queueUrl);
  const orderIds = new Set<string>();
  const messageIds = new Set<string>();
  const deadline = now() + LOOK_LIMIT_MS;
  const over = new AbortController();
  let empty = 0;
  const receiveAll = async () => {
    while (!over.signal.aborted) {
      const messages = await receive(sqs, queueUrl, over.signal);
      const fresh = messages.filter(({ MessageId: id = '' }) => !messageIds.has(id));
      empty = fresh.length === 0 ? empty + 1 : 0;
      for (const message of fresh) {
        messageIds.add(message.MessageId ?? '');
        const orderId = orderIdOf(message);
        if (orderId !== undefined) orderIds.add(orderId);
      }
      const seen = messageIds.size;
      if (seen >= visible || seen >= MOST_SEEN || empty >= EMPTY_RECEIVES || now() >= deadline) over.abort();
    }
  };
  const lanes = Math.min(PARALLEL, Math.ceil(visible / RECEIVE_LIMIT));
  await Promise.all(Array.from({ length: lanes }, receiveAll));
  const seen = messageIds.size;
  return { orderIds, seen, size: visible + hidden, complete: hidden === 0 && seen >= visible };
}

/** How many messages can be received, and how many cannot because somebody has them in hand or they are delayed. */
async function sizesOf(sqs: SQSClient, queueUrl: string): Promise<{ visible: number; hidden: number }> {
  const { Attributes: sizes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return {
    visible: Number(sizes?.ApproximateNumberOfMessages ?? 0),
    hidden:
      Number(sizes?.ApproximateNumberOfMessagesNotVisible ?? 0) +
      Number(sizes?.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

/** Nothing when the look is over meanwhile: what the queue hands out then is visible again soon. */
async function receive(sqs: SQSClient, queueUrl: string, over: AbortSignal): Promise<readonly Message[]> {
  try {
    const { Messages: messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: RECEIVE_LIMIT,
        VisibilityTimeout: HIDDEN_S,
        WaitTimeSeconds: WAIT_S,
      }),
      { abortSignal: over },
    );
    return messages ?? [];
  } catch (error) {
    if (over.aborted) return [];
    throw error;
  }
}

/** The order that a dead delivery was about: the envelope's Subject, or else its message id. */
function orderIdOf({ Body: body = '' }: Message): string | undefined {
  let envelope: unknown;
  try {
    envelope = JSON.parse(body);
  } catch {
    return undefined;
  }
  const judged = v.safeParse(Envelope, envelope);
  if (!judged.success) return undefined;
  const orderId = judged.output.Subject ?? orderIdOfMessage(judged.output.MessageId);
  return isOrderId(orderId) ? orderId : undefined;
}
