import { EventEmitter, once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { type MessageAttributes } from './message-attributes.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
  /** ms since 1970 */
  readonly sentAt: number;
  readonly expiresAt: number;
  /** Hidden until this moment, in ms since 1970. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Of the last receive; earlier ones are no longer valid. */
  receiptHandle: string | undefined;
}

/** The most messages that are received and neither deleted nor visible again. Beyond it SQS answers OverLimit. */
export const MAX_IN_FLIGHT = 120_000;

/** One standard queue, in memory. */
export class Queue {
  readonly createdAt: number;
  readonly #messages = new Map<string, Message>();
  readonly #arrivals = new EventEmitter().setMaxListeners(0);

  /** @param attributes as CreateQueue set them, numbers as text, every known one present */
  constructor(
    readonly name: string,
    readonly arn: string,
    readonly attributes: Map<string, string>,
    private readonly clock: () => number,
  ) {
    this.createdAt = clock();
  }

  send(
    body: string,
    attributes: MessageAttributes,
    delayS = this.number('DelaySeconds'),
    groupId?: string,
  ): Message {
    this.#dropExpired();
    const now = this.clock();
    const message: Message = {
      id: randomUUID(),
      body,
      attributes,
      groupId,
      sentAt: now,
      expiresAt: now + this.number('MessageRetentionPeriod') * 1000,
      visibleAt: now + delayS * 1000,
      receiveCount: 0,
      firstReceivedAt: undefined,
      receiptHandle: undefined,
    };
    this.#messages.set(message.id, message);
    this.#arrivals.emit('arrival');
    return message;
  }

  /** Takes up to `max` visible messages, oldest first, and hides them for `visibilityTimeoutS`. */
  receive(max: number, visibilityTimeoutS: number): Message[] {
    this.#dropExpired();
    const now = this.clock();
    const received: Message[] = [];
    for (const message of this.#messages.values()) {
      if (received.length === max) break;
      if (message.visibleAt > now) continue;
      message.visibleAt = now + visibilityTimeoutS * 1000;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.receiptHandle = Buffer.from(`${message.id} ${randomUUID()}`).toString('base64');
      received.push(message);
    }
    if (visibilityTimeoutS === 0) this.#moveToEnd(received);
    return received;
  }

  /** SQS keeps no order: a client that receives without hiding gets other messages next. */
  #moveToEnd(messages: readonly Message[]): void {
    for (const message of messages) {
      this.#messages.delete(message.id);
      this.#messages.set(message.id, message);
    }
  }

  /** Resolves when a message may have become visible, or after `limitMs`, or when the caller has gone. */
  async arrival(limitMs: number, aborted: AbortSignal): Promise<void> {
    const now = this.clock();
    const next = [...this.#messages.values()].reduce(
      (earliest, { visibleAt }) => (visibleAt > now ? Math.min(earliest, visibleAt) : earliest),
      now + limitMs,
    );
    const waited = new AbortController();
    const timer = setTimeout(() => {
      waited.abort();
    }, next - now);
    const stop = () => {
      waited.abort();
    };
    aborted.addEventListener('abort', stop, { once: true });
    try {
      await once(this.#arrivals, 'arrival', { signal: waited.signal }).catch(() => undefined);
    } finally {
      clearTimeout(timer);
      aborted.removeEventListener('abort', stop);
    }
  }

  /** Wakes all waiting receivers. */
  wake(): void {
    this.#arrivals.emit('arrival');
  }

  /** The message of a receipt handle of this queue; undefined when it is deleted, expired, or was received again since. */
  byReceipt(receiptHandle: string): Message | undefined {
    const [id = ''] = Buffer.from(receiptHandle, 'base64').toString().split(' ');
    const message = this.#messages.get(id);
    return message?.receiptHandle === receiptHandle ? message : undefined;
  }

  /** Hides a message that is in flight for so many seconds from now; false when it is not in flight. */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const message = this.byReceipt(receiptHandle);
    const now = this.clock();
    if (message === undefined || message.visibleAt <= now) return false;
    message.visibleAt = now + seconds * 1000;
    this.wake();
    return true;
  }

  delete(message: Message): void {
    this.#messages.delete(message.id);
  }

  purge(): void {
    this.#messages.clear();
  }

  /** The numbers of messages that can be received now, are received and hidden, and are delayed. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    this.#dropExpired();
    const now = this.clock();
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const { visibleAt, receiveCount } of this.#messages.values()) {
      if (visibleAt <= now) counts.visible += 1;
      else if (receiveCount > 0) counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  /** An attribute that is a number: of seconds, or of bytes. */
  number(name: string): number {
    return Number(this.attributes.get(name));
  }

  /** The oldest come first, so this stops at the first message that still lives. */
  #dropExpired(): void {
    const now = this.clock();
    for (const [id, { expiresAt }] of this.#messages) {
      if (expiresAt > now) return;
      this.#messages.delete(id);
    }
  }
}
