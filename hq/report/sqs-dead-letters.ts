import { QueueDoesNotExist, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../clock.ts';
import { messageOf } from '../log.ts';
import type { DeadLetters, DeadLettersFound } from './dead-letters.ts';
import { lookAtQueue, type QueueLook } from './queue-look.ts';

/** Counted from the end of a look, and long enough for all that it hid to be visible again. */
const BELIEVED_MS = 10_000;

const QUEUES_REMEMBERED = 1_000;

/** Per queue; of more than these the first seen are forgotten. */
const ORDERS_REMEMBERED = 100_000;

/** What is known about one queue. */
interface Queue {
  /** The orders seen on it that no complete look has missed since. */
  orderIds: Set<string>;
  complete: boolean;
  warning: string | undefined;
  lookedAt: number;
  looking: Promise<void> | undefined;
}

/**
 * Dead-letter queues on Amazon SQS, which has no way to look without hiding, nor to see what another reader has in hand,
 * as a redrive does. So looks are rare, none is taken while a queue says that it is empty, and an order that was seen
 * counts as dead-lettered until a look that saw everything does not find it.
 */
export class SqsDeadLetters implements DeadLetters {
  readonly #sqs: SQSClient;
  readonly #now: Clock;
  readonly #queues = new Map<string, Queue>();

  constructor(sqs: SQSClient, now: Clock) {
    this.#sqs = sqs;
    this.#now = now;
  }

  async find(queueUrls: readonly string[]): Promise<DeadLettersFound> {
    const queues = await Promise.all(queueUrls.map((url) => this.#seeTo(url)));
    return {
      orderIds: new Set(queues.flatMap(({ orderIds }) => [...orderIds])),
      complete: queues.every(({ complete }) => complete),
      warnings: queues.flatMap(({ warning }) => warning ?? []),
    };
  }

  async #seeTo(url: string): Promise<Queue> {
    const queue = this.#queueAt(url);
    if (!queue.looking && this.#now() - queue.lookedAt >= BELIEVED_MS) {
      queue.looking = this.#lookAgain(url, queue).finally(() => {
        queue.lookedAt = this.#now();
        queue.looking = undefined;
      });
    }
    await queue.looking;
    return queue;
  }

  #queueAt(url: string): Queue {
    const known = this.#queues.get(url);
    if (known) return known;
    const [oldest] = this.#queues.keys();
    if (oldest !== undefined && this.#queues.size >= QUEUES_REMEMBERED) this.#queues.delete(oldest);
    const queue: Queue = {
      orderIds: new Set(),
      complete: false,
      warning: undefined,
      lookedAt: -Infinity,
      looking: undefined,
    };
    this.#queues.set(url, queue);
    return queue;
  }

  async #lookAgain(url: string, queue: Queue): Promise<void> {
    try {
      note(queue, url, await lookAtQueue(this.#sqs, url, this.#now));
    } catch (error) {
      if (isMissing(error)) {
        queue.orderIds = new Set();
        queue.complete = true;
        queue.warning = `There is no dead-letter queue ${url} any more: what lay there is lost.`;
        return;
      }
      queue.complete = false;
      queue.warning = `The dead-letter queue ${url} cannot be read, so that overdue orders may lie there and do not count as lost: ${messageOf(error)}`;
    }
  }
}

function note(queue: Queue, url: string, { orderIds, seen, size, complete }: QueueLook): void {
  queue.complete = complete;
  if (complete) {
    queue.orderIds = new Set(orderIds);
    queue.warning = undefined;
    return;
  }
  for (const orderId of orderIds) queue.orderIds.add(orderId);
  for (const orderId of queue.orderIds) {
    if (queue.orderIds.size <= ORDERS_REMEMBERED) break;
    queue.orderIds.delete(orderId);
  }
  queue.warning = `The dead-letter queue ${url} holds about ${size} messages, of which ${seen} could be seen now; the others are in another reader's hands, such as a redrive, or too many. Overdue orders that were not seen do not count as lost meanwhile.`;
}

/** SQS names this error in two ways, by protocol. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof QueueDoesNotExist ||
    (error instanceof Error && error.name === 'AWS.SimpleQueueService.NonExistentQueue')
  );
}
