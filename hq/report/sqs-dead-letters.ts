import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isOrderId, orderIdOfMessage } from '@interstella/libs/orders';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { firstLineOf } from '../log.ts';
import type { DeadLetters, PeekedDeadLetters } from './dead-letters.ts';

/** Limits of one peek at a queue. */
const PEEK_LIMIT_MS = 5_000;
const RECEIVES_LIMIT = 2_000;

const RECEIVE_LIMIT = 10;
const PARALLEL = 8;
/** Above zero, so that SQS asks all of its servers instead of a few. */
const WAIT_S = 1;

const SIZES = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** The error for a missing queue: its name depends on the protocol. */
const MISSING = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];

const Envelope = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ MessageId: v.string(), Subject: v.optional(v.string()) }),
);

/** Peeks at dead-letter queues on Amazon SQS. Messages stay visible, so that a redrive finds all of them. */
export class SqsDeadLetters implements DeadLetters {
  constructor(
    private readonly sqs: SQSClient,
    private readonly now: Clock,
  ) {}

  async peek(queueUrls: readonly string[]): Promise<PeekedDeadLetters> {
    const results = await Promise.all(queueUrls.map((url) => this.#peekAt(url)));
    return {
      orderIds: new Set(results.flatMap(({ orderIds }) => [...orderIds])),
      complete: results.every(({ complete }) => complete),
      warnings: results.flatMap(({ warnings }) => warnings),
    };
  }

  async #peekAt(url: string): Promise<PeekedDeadLetters> {
    try {
      return await this.#readQueue(url);
    } catch (error) {
      const isGone = error instanceof Error && MISSING.includes(error.name);
      const warning = isGone
        ? `The dead-letter queue ${url} does not exist any more: orders in it are lost.`
        : `The dead-letter queue ${url} cannot be read. Overdue orders may be in it, so they do not count as lost: ${firstLineOf(error)}`;
      return { orderIds: new Set(), complete: isGone, warnings: [warning] };
    }
  }

  /** Complete if it received as many messages as the queue says it has, and none were hidden. */
  async #readQueue(url: string): Promise<PeekedDeadLetters> {
    const { visible, hidden } = await this.#sizesOf(url);
    const bodies = await this.#receiveAll(url, visible);
    const orderIds = new Set([...bodies.values()].flatMap((body) => orderIdOf(body) ?? []));
    const complete = hidden === 0 && bodies.size >= visible;
    const warning = `The dead-letter queue ${url} holds about ${visible + hidden} messages, and ${bodies.size} could be seen at ${new Date(this.now()).toISOString()}; the others are in another reader's hands, such as a redrive, or too many. Overdue orders that were not seen do not count as lost meanwhile.`;
    return { orderIds, complete, warnings: complete ? [] : [warning] };
  }

  /** Message bodies by message id. A message stays visible, so it may be received more than once. */
  async #receiveAll(url: string, count: number): Promise<ReadonlyMap<string, string>> {
    const bodies = new Map<string, string>();
    const deadline = this.now() + PEEK_LIMIT_MS;
    let receives = 0;
    const lane = async () => {
      while (bodies.size < count && receives < RECEIVES_LIMIT && this.now() < deadline) {
        receives += 1;
        const messages = await this.#receive(url);
        if (messages.length === 0) return;
        for (const { MessageId: id = '', Body: body = '' } of messages) bodies.set(id, body);
      }
    };
    const lanes = Math.min(PARALLEL, Math.ceil(count / RECEIVE_LIMIT));
    await Promise.all(Array.from({ length: lanes }, lane));
    return bodies;
  }

  async #receive(QueueUrl: string): Promise<readonly Message[]> {
    const receive = {
      QueueUrl,
      MaxNumberOfMessages: RECEIVE_LIMIT,
      VisibilityTimeout: 0,
      WaitTimeSeconds: WAIT_S,
    };
    return (await this.sqs.send(new ReceiveMessageCommand(receive))).Messages ?? [];
  }

  /** The number of visible messages, and of hidden ones: in flight with another receiver, or delayed. */
  async #sizesOf(QueueUrl: string): Promise<{ visible: number; hidden: number }> {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...SIZES] });
    const { Attributes: sizes } = await this.sqs.send(command);
    const [visible = 0, inFlight = 0, delayed = 0] = SIZES.map((name) => Number(sizes?.[name] ?? 0));
    return { visible, hidden: inFlight + delayed };
  }
}

/** The order id of a dead letter: the envelope's Subject, or an id made from its MessageId. */
function orderIdOf(body: string): string | undefined {
  const { success, output } = v.safeParse(Envelope, body);
  if (!success) return undefined;
  const orderId = output.Subject ?? orderIdOfMessage(output.MessageId);
  return isOrderId(orderId) ? orderId : undefined;
}
