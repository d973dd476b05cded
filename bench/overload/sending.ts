import { atARate } from './at-a-rate.ts';
import type { Accepted, ClosedLoop, OpenLoop, Sent } from './sender.ts';

/** The most messages in one request to SNS. */
const BATCH = 10;

/** Sends these orders. @returns those that were not accepted */
export type Send = (orderIds: readonly string[]) => Promise<readonly string[]>;

/** Each connection sends its next order after an answer. */
export function closedLoop({ orderIds, connections, durationMs }: ClosedLoop, send: Send): Promise<Sent> {
  const queue = new Queue(orderIds, 1, send);
  return queue.sent(async () => {
    const end = performance.now() + durationMs;
    const drive = async () => {
      while (queue.hasMore && performance.now() < end) await queue.sendNext();
    };
    await Promise.all(Array.from({ length: connections }, drive));
  });
}

/** @param batch the number of orders in one request */
export function openLoop(
  { orderIds, perSecond, durationMs }: OpenLoop,
  send: Send,
  batch = 1,
): Promise<Sent> {
  const queue = new Queue(orderIds, batch, send);
  return queue.sent(() => atARate(perSecond / batch, durationMs, () => queue.sendNext()));
}

export function publishing(load: OpenLoop, send: Send): Promise<Sent> {
  return openLoop(load, send, BATCH);
}

/** Sends orders in turn. A refused order is sent again at the end, as SNS would. */
class Queue {
  readonly #waiting: string[];
  readonly #batch: number;
  readonly #send: Send;
  readonly #accepted: Accepted[] = [];
  #next = 0;
  #sent = 0;
  #refused = 0;

  constructor(orderIds: readonly string[], batch: number, send: Send) {
    this.#waiting = [...orderIds];
    this.#batch = batch;
    this.#send = send;
  }

  get hasMore(): boolean {
    return this.#next < this.#waiting.length;
  }

  /** Sends nothing if every order is accepted or in flight. */
  async sendNext(): Promise<void> {
    const orderIds = this.#waiting.slice(this.#next, this.#next + this.#batch);
    if (orderIds.length === 0) return;
    this.#next += orderIds.length;
    this.#sent += orderIds.length;
    const sentAt = Date.now();
    const refused = await this.#send(orderIds);
    const acceptedAt = Date.now();
    this.#refused += refused.length;
    this.#waiting.push(...refused);
    for (const orderId of orderIds) {
      if (!refused.includes(orderId)) this.#accepted.push({ orderId, sentAt, acceptedAt });
    }
  }

  async sent(work: () => Promise<void>): Promise<Sent> {
    const from = Date.now();
    await work();
    return { from, until: Date.now(), sent: this.#sent, refused: this.#refused, accepted: this.#accepted };
  }
}
