import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isOrderId, orderIdOfMessage } from '@interstella/libs/orders';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { messageOf } from '../log.ts';
import type { DeadLetters, PeekedDeadLetters } from './dead-letters.ts';

/** A look that takes longer, or receives more often, is ended. */
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

/** SQS names this error in two ways, by protocol. */
const MISSING = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];

const Envelope = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ MessageId: v.string(), Subject: v.optional(v.string()) }),
);

/** Dead-letter queues on Amazon SQS: received without hiding, so that a redrive finds everything. */
export class SqsDeadLetters implements DeadLetters {
  constructor(
    private readonly sqs: SQSClient,
    private readonly now: Clock,
  ) {}

  async peek(queueUrls: readonly string[]): Promise<PeekedDeadLetters> {
    const looks = await Promise.all(queueUrls.map((url) => this.#peekAt(url)));
    return {
      orderIds: new Set(looks.flatMap(({ orderIds }) => [...orderIds])),
      complete: looks.every(({ complete }) => complete),
      warnings: looks.flatMap(({ warnings }) => warnings),
    };
  }

  async #peekAt(url: string): Promise<PeekedDeadLetters> {
    try {
      return await this.#look(url);
    } catch (error) {
      const isGone = error instanceof Error && MISSING.includes(error.name);
      const warning = isGone
        ? `There is no dead-letter queue ${url} any more: what lay there is lost.`
        : `The dead-letter queue ${url} cannot be read, so that overdue orders may lie there and do not count as lost: ${messageOf(error)}`;
      return { orderIds: new Set(), complete: isGone, warnings: [warning] };
    }
  }

  /** Complete is a look that saw as many messages as the queue says it has, none of them in other hands. */
  async #look(url: string): Promise<PeekedDeadLetters> {
    const { visible, hidden } = await this.#sizesOf(url);
    const bodies = await this.#receiveAll(url, visible);
    const orderIds = new Set([...bodies.values()].flatMap((body) => orderIdOf(body) ?? []));
    const complete = hidden === 0 && bodies.size >= visible;
    const warning = `The dead-letter queue ${url} holds about ${visible + hidden} messages, and ${bodies.size} could be seen at ${new Date(this.now()).toISOString()}; the others are in another reader's hands, such as a redrive, or too many. Overdue orders that were not seen do not count as lost meanwhile.`;
    return { orderIds, complete, warnings: complete ? [] : [warning] };
  }

  /** Distinct messages by their ids: without hiding, the same one may come again. */
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

  /** How many messages can be received, and how many cannot because somebody has them in hand or they are delayed. */
  async #sizesOf(QueueUrl: string): Promise<{ visible: number; hidden: number }> {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...SIZES] });
    const { Attributes: sizes } = await this.sqs.send(command);
    const [visible = 0, inHand = 0, delayed = 0] = SIZES.map((name) => Number(sizes?.[name] ?? 0));
    return { visible, hidden: inHand + delayed };
  }
}

/** The order that a dead delivery was about: the envelope's Subject, or else its message id. */
function orderIdOf(body: string): string | undefined {
  const { success, output } = v.safeParse(Envelope, body);
  if (!success) return undefined;
  const orderId = output.Subject ?? orderIdOfMessage(output.MessageId);
  return isOrderId(orderId) ? orderId : undefined;
}
