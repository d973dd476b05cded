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
import type { DeadLetters, DeadLettersFound } from './dead-letters.ts';

/** A message that was looked at is hidden from others for so long; so a look is believed for twice the time. */
const HIDDEN_S = 5;
const BELIEVED_MS = 10_000;

/** Ten messages each. */
const RECEIVES_PER_LOOK = 50;
const EMPTY_RECEIVES = 2;
const QUEUES_REMEMBERED = 1_000;

const Envelope = v.object({ MessageId: v.string(), Subject: v.optional(v.string()) });

interface Look {
  readonly orderIds: ReadonlySet<string>;
  readonly warning?: string;
}

/**
 * Dead-letter queues on Amazon SQS, which has no way to look without hiding: messages are received with a short
 * visibility timeout and left. Looks are therefore rare, and none is taken while a queue says that it is empty.
 */
export class SqsDeadLetters implements DeadLetters {
  readonly #sqs: SQSClient;
  readonly #now: Clock;
  readonly #looks = new Map<string, { readonly at: number; readonly look: Promise<Look> }>();

  constructor(sqs: SQSClient, now: Clock) {
    this.#sqs = sqs;
    this.#now = now;
  }

  async find(queueUrls: readonly string[]): Promise<DeadLettersFound> {
    const looks = await Promise.all(queueUrls.map((url) => this.#lookAt(url)));
    return {
      orderIds: new Set(looks.flatMap(({ orderIds }) => [...orderIds])),
      warnings: looks.flatMap(({ warning }) => warning ?? []),
    };
  }

  #lookAt(url: string): Promise<Look> {
    const last = this.#looks.get(url);
    if (last && this.#now() - last.at < BELIEVED_MS) return last.look;
    if (this.#looks.size >= QUEUES_REMEMBERED) this.#looks.clear();
    const look = this.#look(url).catch((error: unknown) => ({
      orderIds: new Set<string>(),
      warning: `The dead-letter queue ${url} cannot be read, so that orders on it count as lost: ${messageOf(error)}`,
    }));
    this.#looks.set(url, { at: this.#now(), look });
    return look;
  }

  async #look(url: string): Promise<Look> {
    const size = await this.#sizeOf(url);
    const orderIds = new Set<string>();
    const messageIds = new Set<string>();
    let empty = 0;
    for (let receive = 0; receive < RECEIVES_PER_LOOK && empty < EMPTY_RECEIVES; receive += 1) {
      if (messageIds.size >= size) return { orderIds };
      const messages = await this.#receive(url);
      const fresh = messages.filter(({ MessageId: id = '' }) => !messageIds.has(id));
      empty = fresh.length === 0 ? empty + 1 : 0;
      for (const message of fresh) {
        messageIds.add(message.MessageId ?? '');
        const orderId = orderIdOf(message);
        if (orderId !== undefined) orderIds.add(orderId);
      }
    }
    return {
      orderIds,
      warning: `The dead-letter queue ${url} holds about ${size} messages, of which ${messageIds.size} could be seen; orders among the others count as lost.`,
    };
  }

  async #sizeOf(url: string): Promise<number> {
    const { Attributes: sizes } = await this.#sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
      sizes ?? {};
    return Number(visible ?? 0) + Number(hidden ?? 0);
  }

  async #receive(url: string): Promise<readonly Message[]> {
    const { Messages: messages } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_S,
        WaitTimeSeconds: 0,
      }),
    );
    return messages ?? [];
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
