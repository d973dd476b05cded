import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Resource, makeOrderId } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Log, messageOf } from '../log.ts';
import { Lanes } from './lanes.ts';
import { type CustomerOrder, topicsFor } from './order.ts';
import type { Outbox } from './outbox.ts';
import { BATCH_LIMIT, type Topics } from './topics.ts';

/** Orders that may be on their way at once; while there are as many, no new ones are made. */
export const BACKLOG_LIMIT = 2_000;

const BACKOFF = { firstMs: 100, mostMs: 5_000 };
const RECORDING_LANES = 6;
const PUBLISHING_LANES = 8;

export interface PublisherParts {
  readonly outbox: Pick<Outbox, 'put' | 'remove' | 'all'>;
  readonly ledger: Pick<Ledger, 'publish'>;
  readonly topics: Topics;
  readonly resources: readonly Resource[];
  readonly now: Clock;
  readonly log: Log;
}

/** Orders just made. */
export interface MadeOrders {
  readonly orderIds: readonly string[];
  /** Fulfilled once the ledger has them all, for every participant; rejected when HQ stops before. */
  readonly recorded: Promise<void>;
}

/**
 * Brings orders from the decision to the topics: outbox, ledger, topics, out of the outbox. Each step may be repeated
 * without harm, and is repeated until it succeeds or HQ stops; what a stop or a crash cut short, the next start takes up
 * from the outbox.
 */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #recording = new Lanes(RECORDING_LANES);
  readonly #publishing = new Lanes(PUBLISHING_LANES);
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #backlog = 0;
  #trouble: string | undefined;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    // Every lane that waits to try again listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  /** Orders decided on and not yet out of the outbox. */
  get backlog(): number {
    return this.#backlog;
  }

  /** What the last attempt failed with, while one is failing. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  hasRoomFor(count: number): boolean {
    return this.#backlog + count <= BACKLOG_LIMIT;
  }

  /** Makes orders that the participants are owed from this moment on. */
  make(count: number, participants: readonly string[]): MadeOrders {
    const publishedAt = this.#parts.now();
    const topics = topicsFor(this.#parts.resources);
    const orders = Array.from({ length: count }, () => ({
      orderId: makeOrderId('order', new Date(publishedAt)),
      publishedAt,
      topics,
      participants,
    }));
    const recorded = Promise.all(batchesOf(orders).map((batch) => this.#start(batch))).then(() => undefined);
    // Who does not wait for the record must not be told of its failure as an unhandled one.
    recorded.catch(() => undefined);
    return { orderIds: orders.map(({ orderId }) => orderId), recorded };
  }

  /** Takes up what an earlier run left in the outbox; to be called before anything new is made. */
  async resume(): Promise<number> {
    const orders = await this.#parts.outbox.all();
    for (const batch of batchesOf(orders)) this.#start(batch).catch(() => undefined);
    return orders.length;
  }

  /** Ends after the step in hand; what is left stays in the outbox. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('Interstella HQ is stopping.'));
    await Promise.allSettled(this.#underWay);
  }

  /** Resolves when the batch is recorded; publishing goes on behind. */
  #start(batch: readonly CustomerOrder[]): Promise<void> {
    this.#backlog += batch.length;
    const recorded = this.#recording.run(() => this.#record(batch));
    const published = recorded
      .then(() => this.#publishing.run(() => this.#publish(batch)))
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.#parts.log.error(`Publishing ended: ${messageOf(error)}`);
      })
      .finally(() => {
        this.#backlog -= batch.length;
        this.#underWay.delete(published);
      });
    this.#underWay.add(published);
    return recorded;
  }

  async #record(batch: readonly CustomerOrder[]): Promise<void> {
    const { outbox, ledger } = this.#parts;
    await this.#untilDone('noted in the outbox', () => outbox.put(batch));
    await this.#untilDone('recorded in the ledger', async () => {
      await Promise.all(
        batch.flatMap((order) =>
          order.participants.map((participant) =>
            ledger.publish({ participant, orderId: order.orderId }, order),
          ),
        ),
      );
    });
  }

  async #publish(batch: readonly CustomerOrder[]): Promise<void> {
    const { outbox, topics } = this.#parts;
    const names = [...new Set(batch.flatMap((order) => order.topics))];
    await Promise.all(
      names.map(async (topic) => {
        let left = batch.filter((order) => order.topics.includes(topic)).map(({ orderId }) => orderId);
        await this.#untilDone(`published on ${topic}`, async () => {
          left = [...(await topics.publish(topic, left))];
          if (left.length > 0) throw new Error(`SNS did not take ${left.length} of the messages.`);
        });
      }),
    );
    await this.#untilDone('removed from the outbox', () => outbox.remove(batch));
  }

  /** Repeats a step until it succeeds, ever less often; ends only when HQ stops. */
  async #untilDone(what: string, step: () => Promise<void>): Promise<void> {
    const { signal } = this.#stop;
    for (let waitMs = BACKOFF.firstMs; ; waitMs = Math.min(2 * waitMs, BACKOFF.mostMs)) {
      signal.throwIfAborted();
      try {
        await step();
        this.#trouble = undefined;
        return;
      } catch (error) {
        this.#note(`Orders could not be ${what}: ${messageOf(error)}`);
      }
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }

  /** Tells a trouble once, however many orders meet it. */
  #note(trouble: string): void {
    if (this.#trouble === undefined) this.#parts.log.warn(`${trouble} They are kept and tried again.`);
    this.#trouble = trouble;
  }
}

function batchesOf(orders: readonly CustomerOrder[]): readonly (readonly CustomerOrder[])[] {
  const batches: CustomerOrder[][] = [];
  for (let first = 0; first < orders.length; first += BATCH_LIMIT) {
    batches.push(orders.slice(first, first + BATCH_LIMIT));
  }
  return batches;
}
