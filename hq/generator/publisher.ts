import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from '@interstella/libs/orders';
import { chunksOf } from '../chunks-of.ts';
import type { Clock } from '../clock.ts';
import { ConcurrencyLimit } from '../concurrency-limit.ts';
import { withoutDeadline } from '../deadline.ts';
import type { Draft, OrderBook } from '../ledger/order-book.ts';
import { timeOfOrder } from '../ledger/order-time.ts';
import type { OrderRecord } from '../ledger/records.ts';
import { EVERYBODY, type RetryExtensions } from '../ledger/retry-extensions.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { type Log, messageOf } from '../log.ts';
import type { OrdersInFlight } from './orders-in-flight.ts';
import { PUBLISH_LIMIT, type Topics } from './topics.ts';

/** Orders that may be on their way at once; while there are as many, no new ones are made. */
export const BACKLOG_LIMIT = 2_000;

const BACKOFF = { firstMs: 100, mostMs: 5_000 };
const RECORDING_LIMIT = 6;
const PUBLISHING_LIMIT = 4;
const FINISHING_LIMIT = 6;

/** SNS that takes an order later than this after it began to wait begins to try it later, too. */
const SENT_LATE_MS = 1_000;

/** Orders that go together: as many as DynamoDB takes at once. */
export const BATCH_LIMIT = 25;
type Batch = readonly OrderRecord[];

/**
 * Brings orders from the decision to the topics: record and lane, topics, the record again. Each step may be repeated
 * without harm, and is repeated until it succeeds or HQ stops; what a stop or a crash cut short, the next start takes up
 * from the records.
 */
export class Publisher {
  readonly #recording = new ConcurrencyLimit(RECORDING_LIMIT);
  readonly #publishing = new ConcurrencyLimit(PUBLISHING_LIMIT);
  readonly #finishing = new ConcurrencyLimit(FINISHING_LIMIT);
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #inFlight = new Set<string>();
  #backlog = 0;
  #trouble: string | undefined;

  constructor(
    private readonly book: Pick<OrderBook, 'decide' | 'resume'>,
    private readonly store: Pick<LedgerStore, 'putOrders' | 'unsentOrders'>,
    private readonly extensions: Pick<RetryExtensions, 'extend'>,
    private readonly inFlight: Pick<OrdersInFlight, 'made'>,
    private readonly topics: Topics,
    private readonly resources: readonly Resource[],
    private readonly now: Clock,
    private readonly log: Log,
  ) {
    // Every batch that waits to be tried again listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  /** Orders decided on and not yet published. */
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

  /** Makes orders for everyone who is open. @returns their ids, once the ledger has them; rejects when HQ stops before */
  async make(count: number): Promise<readonly string[]> {
    const sizes: number[] = [];
    for (let left = count; left > 0; left -= BATCH_LIMIT) sizes.push(Math.min(left, BATCH_LIMIT));
    const decide = async (size: number) => {
      const draft: Draft = {};
      const decided = await this.#untilDone('recorded in the ledger', () =>
        this.book.decide(size, this.resources, draft),
      );
      this.inFlight.made(decided.map(({ orderId }) => orderId));
      return decided;
    };
    const made = await Promise.all(sizes.map((size) => this.#start(size, () => decide(size))));
    return made.flat().map(({ orderId }) => orderId);
  }

  /**
   * Publishes orders again that the ledger has. Resolves once their records say so.
   *
   * @param lackedBy the participants for whom an order is published again
   */
  async republish(orders: Batch, lackedBy: (orderId: string) => readonly string[]): Promise<void> {
    const start = (batch: Batch) => {
      const owners = new Set(batch.flatMap(({ orderId }) => lackedBy(orderId)));
      return this.#start(batch.length, () => this.#note(batch), [...owners]);
    };
    await Promise.all(chunksOf(orders, BATCH_LIMIT).map(start));
  }

  /**
   * Takes up what an earlier run, or another process that died, left unpublished.
   *
   * @param waitingBefore only orders that wait since before then, in ms since 1970
   */
  async resume(waitingBefore = Infinity): Promise<number> {
    const isOthers = (record: OrderRecord) =>
      this.#inFlight.has(record.orderId) || waitsSince(record) >= waitingBefore;
    const orders = await this.book.resume(isOthers);
    for (const batch of chunksOf(orders, BATCH_LIMIT))
      void this.#start(batch.length, () => Promise.resolve(batch));
    return orders.length;
  }

  /** Since when, in ms since 1970, the order waits for SNS that waits longest in any process; undefined without one. */
  async oldestUnsentAt(): Promise<number | undefined> {
    const waiting = (await this.store.unsentOrders()).map(waitsSince);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  /** Ends after the step in hand; what is left stays in the outbox. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('Interstella HQ is stopping.'));
    await Promise.allSettled(this.#running);
  }

  /** Resolves when the batch is recorded; publishing goes on behind, longer than the request that asked for it. */
  #start(size: number, record: () => Promise<Batch>, owners = [EVERYBODY]): Promise<Batch> {
    this.#backlog += size;
    return withoutDeadline(() => {
      const recorded = this.#recording.run(record);
      const published = recorded
        .then((batch) => this.#bringToTopics(batch, owners))
        .catch((error: unknown) => {
          if (!this.#stop.signal.aborted) this.log.error(`Publishing ended: ${messageOf(error)}`);
        })
        .finally(() => {
          this.#backlog -= size;
          this.#running.delete(published);
        });
      this.#running.add(published);
      return recorded;
    });
  }

  async #bringToTopics(batch: Batch, owners: readonly string[]): Promise<void> {
    for (const { orderId } of batch) this.#inFlight.add(orderId);
    try {
      const sentAt = await this.#publishing.run(() => this.#publish(batch));
      await this.#finishing.run(() => this.#finish(batch, sentAt, owners));
    } finally {
      for (const { orderId } of batch) this.#inFlight.delete(orderId);
    }
  }

  async #note(batch: Batch): Promise<Batch> {
    for (const { orderId } of batch) this.#inFlight.add(orderId);
    const noted = batch.map((record) => ({ ...record, republishedAt: this.now() }));
    await this.#untilDone('noted in the outbox', () => this.store.putOrders(noted));
    return noted;
  }

  /** Resolves to when SNS had taken the whole batch. */
  async #publish(batch: Batch): Promise<number> {
    const names = [...new Set(batch.flatMap((order) => order.topics))];
    const messages = names.flatMap((topic) => {
      const orderIds = batch.filter(({ topics }) => topics.includes(topic)).map(({ orderId }) => orderId);
      return chunksOf(orderIds, PUBLISH_LIMIT).map((some) => ({ topic, some }));
    });
    await Promise.all(messages.map(({ topic, some }) => this.#publishOn(topic, some)));
    return this.now();
  }

  #publishOn(topic: string, orderIds: readonly string[]): Promise<void> {
    let left = orderIds;
    return this.#untilDone(`published on ${topic}`, async () => {
      left = await this.topics.publish(topic, left);
      if (left.length > 0) throw new Error(`SNS did not take ${left.length} of the messages.`);
    });
  }

  /** Until its record says that SNS has an order, the order waits for SNS and is not overdue. */
  async #finish(batch: Batch, sentAt: number, owners: readonly string[]): Promise<void> {
    if (sentAt - Math.min(...batch.map(waitsSince)) > SENT_LATE_MS) {
      const orderIds = batch.map(({ orderId }) => orderId);
      for (const owner of owners) {
        await this.#untilDone('marked as sent late', () => this.extensions.extend(owner, orderIds, sentAt));
      }
    }
    await this.#untilDone('marked as published', () =>
      this.store.putOrders(batch.map((record) => ({ ...record, sentAt }))),
    );
  }

  /** Repeats a step until it succeeds, ever less often; ends only when HQ stops. */
  async #untilDone<T>(what: string, step: () => Promise<T>): Promise<T> {
    const { signal } = this.#stop;
    for (let waitMs = BACKOFF.firstMs; ; waitMs = Math.min(2 * waitMs, BACKOFF.mostMs)) {
      signal.throwIfAborted();
      try {
        const done = await step();
        this.#trouble = undefined;
        return done;
      } catch (error) {
        const trouble = `Orders could not be ${what}: ${messageOf(error)}`;
        // Once, however many orders meet it.
        if (this.#trouble === undefined) this.log.warn(`${trouble} They are kept and tried again.`);
        this.#trouble = trouble;
      }
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }
}

/** An order that is published again waits since then, and not since it was decided: it is no abandoned one. */
function waitsSince({ orderId, republishedAt }: OrderRecord): number {
  return republishedAt ?? timeOfOrder(orderId) ?? 0;
}
