import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Resource, makeOrderId } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { OrderKey } from '../ledger/records.ts';
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
const FINISHING_LANES = 6;

/** Orders that go together, as many as SNS takes at once. */
type Batch = readonly CustomerOrder[];

export interface PublisherParts {
  readonly outbox: Pick<Outbox, 'put' | 'remove' | 'all'>;
  readonly ledger: Pick<Ledger, 'publish' | 'sent'>;
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
 * Brings orders from the decision to the topics: outbox, ledger, topics, ledger again, out of the outbox. Each step may be repeated
 * without harm, and is repeated until it succeeds or HQ stops; what a stop or a crash cut short, the next start takes up
 * from the outbox.
 */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #recording = new Lanes(RECORDING_LANES);
  readonly #publishing = new Lanes(PUBLISHING_LANES);
  readonly #finishing = new Lanes(FINISHING_LANES);
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #beingRecorded = new Set<Promise<void>>();
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
    return this.#startAll(orders, (batch) => this.#record(batch));
  }

  /** Publishes orders again that the ledger has; `recorded` is fulfilled once the outbox has them all. */
  republish(orders: readonly CustomerOrder[]): MadeOrders {
    return this.#startAll(orders, (batch) => this.#note(batch));
  }

  /** Takes up what an earlier run left in the outbox; to be called before anything new is made. */
  async resume(): Promise<number> {
    const orders = await this.#parts.outbox.all();
    this.#startAll(orders, (batch) => this.#record(batch));
    return orders.length;
  }

  /** Resolves when every order made until now is recorded, or HQ stops. */
  async recorded(): Promise<void> {
    await Promise.allSettled(this.#beingRecorded);
  }

  /** Ends after the step in hand; what is left stays in the outbox. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('Interstella HQ is stopping.'));
    await Promise.allSettled(this.#underWay);
  }

  #startAll(orders: readonly CustomerOrder[], record: (batch: Batch) => Promise<void>): MadeOrders {
    const begun = batchesOf(orders).map((batch) => this.#start(batch, record));
    const recorded = Promise.all(begun).then(() => undefined);
    // Who does not wait for the record must not be told of its failure as an unhandled one.
    recorded.catch(() => undefined);
    return { orderIds: orders.map(({ orderId }) => orderId), recorded };
  }

  /** Resolves when the batch is recorded; publishing goes on behind. */
  #start(batch: Batch, record: (batch: Batch) => Promise<void>): Promise<void> {
    this.#backlog += batch.length;
    const recorded = this.#recording
      .run(() => record(batch))
      .finally(() => {
        this.#beingRecorded.delete(recorded);
      });
    this.#beingRecorded.add(recorded);
    const published = recorded
      .then(() => this.#publishing.run(() => this.#publish(batch)))
      .then((sentAt) => this.#finishing.run(() => this.#finish(batch, sentAt)))
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

  #note(batch: Batch): Promise<void> {
    return this.#untilDone('noted in the outbox', () => this.#parts.outbox.put(batch));
  }

  async #record(batch: Batch): Promise<void> {
    const { ledger } = this.#parts;
    await this.#note(batch);
    await this.#untilDone('recorded in the ledger', () =>
      forEveryOwed(batch, (key, order) => ledger.publish(key, order)),
    );
  }

  /** Resolves to when SNS had taken the whole batch. */
  async #publish(batch: Batch): Promise<number> {
    const { topics, now } = this.#parts;
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
    return now();
  }

  /** Until the ledger knows that SNS has an order, its place in the outbox tells that nothing is overdue. */
  async #finish(batch: Batch, sentAt: number): Promise<void> {
    const { outbox, ledger } = this.#parts;
    await this.#untilDone('marked as published in the ledger', () =>
      forEveryOwed(batch, (key) => ledger.sent(key, sentAt)),
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
        this.#tell(`Orders could not be ${what}: ${messageOf(error)}`);
      }
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }

  /** Tells a trouble once, however many orders meet it. */
  #tell(trouble: string): void {
    if (this.#trouble === undefined) this.#parts.log.warn(`${trouble} They are kept and tried again.`);
    this.#trouble = trouble;
  }
}

async function forEveryOwed(
  batch: Batch,
  write: (key: OrderKey, order: CustomerOrder) => Promise<void>,
): Promise<void> {
  await Promise.all(
    batch.flatMap((order) =>
      order.participants.map((participant) => write({ participant, orderId: order.orderId }, order)),
    ),
  );
}

function batchesOf(orders: readonly CustomerOrder[]): readonly Batch[] {
  const batches: CustomerOrder[][] = [];
  for (let first = 0; first < orders.length; first += BATCH_LIMIT) {
    batches.push(orders.slice(first, first + BATCH_LIMIT));
  }
  return batches;
}
