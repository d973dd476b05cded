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
import { type Log, firstLineOf } from '../log.ts';
import type { OrdersInFlight } from './orders-in-flight.ts';
import { PUBLISH_LIMIT, type Topics } from './topics.ts';

/** Most orders in flight. At the limit no new orders are made. */
export const BACKLOG_LIMIT = 2_000;

const BACKOFF = { firstMs: 100, mostMs: 5_000 };
const RECORDING_LIMIT = 6;
const PUBLISHING_LIMIT = 4;
const FINISHING_LIMIT = 6;

/** An order that SNS takes later than this has its retry window extended. */
const SENT_LATE_MS = 1_000;

/** Orders per batch: as many as one BatchWriteItem takes. */
export const BATCH_LIMIT = 25;
type Batch = readonly OrderRecord[];

/**
 * Makes and publishes orders in three steps: write record and lane, publish on the topics, mark the record as sent. Every
 * step is idempotent, and is retried until it succeeds or HQ stops. After a stop or a crash the next start resumes from the
 * records.
 */
export class Publisher {
  readonly #recording = new ConcurrencyLimit(RECORDING_LIMIT);
  readonly #publishing = new ConcurrencyLimit(PUBLISHING_LIMIT);
  readonly #finishing = new ConcurrencyLimit(FINISHING_LIMIT);
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #inFlight = new Set<string>();
  #backlog = 0;
  #failure: string | undefined;

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
    // Every batch that waits for a retry listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  /** Orders made and not yet published. */
  get backlog(): number {
    return this.#backlog;
  }

  /** The failure of the last attempt; undefined once an attempt has succeeded. */
  get failure(): string | undefined {
    return this.#failure;
  }

  hasRoomFor(count: number): boolean {
    return this.#backlog + count <= BACKLOG_LIMIT;
  }

  /** Makes orders for all open participants. @returns their ids, once the ledger has them. Rejects if HQ stops before */
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
   * Publishes existing orders again. Resolves once they are in the outbox.
   *
   * @param lackedBy the participants that miss resources of an order
   */
  async republish(orders: Batch, lackedBy: (orderId: string) => readonly string[]): Promise<void> {
    const start = (batch: Batch) => {
      const owners = new Set(batch.flatMap(({ orderId }) => lackedBy(orderId)));
      return this.#start(batch.length, () => this.#putInOutbox(batch), [...owners]);
    };
    await Promise.all(chunksOf(orders, BATCH_LIMIT).map(start));
  }

  /**
   * Publishes orders that an earlier run, or a process that died, left in the outbox.
   *
   * @param waitingBefore only orders that have waited since before then, in ms since 1970
   * @returns the number of orders
   */
  async resume(waitingBefore = Infinity): Promise<number> {
    const isSomebodysWork = (record: OrderRecord) =>
      this.#inFlight.has(record.orderId) || waitsSince(record) >= waitingBefore;
    const orders = await this.book.resume(isSomebodysWork);
    for (const batch of chunksOf(orders, BATCH_LIMIT))
      void this.#start(batch.length, () => Promise.resolve(batch));
    return orders.length;
  }

  /** Since when the oldest order in the outbox waits, in ms since 1970; undefined if the outbox is empty. */
  async oldestUnsentAt(): Promise<number | undefined> {
    const waiting = (await this.store.unsentOrders()).map(waitsSince);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  /** Stops after the current steps. Unpublished orders stay in the outbox. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('Interstella HQ is stopping.'));
    await Promise.allSettled(this.#running);
  }

  /** Resolves once the batch is recorded. Publishing goes on in the background, also after the request has ended. */
  #start(size: number, record: () => Promise<Batch>, owners = [EVERYBODY]): Promise<Batch> {
    this.#backlog += size;
    return withoutDeadline(() => {
      const recorded = this.#recording.run(record);
      const published = recorded
        .then((batch) => this.#bringToTopics(batch, owners))
        .catch((error: unknown) => {
          if (!this.#stop.signal.aborted) this.log.error(`Publishing ended: ${firstLineOf(error)}`);
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

  async #putInOutbox(batch: Batch): Promise<Batch> {
    for (const { orderId } of batch) this.#inFlight.add(orderId);
    const records = batch.map((record) => ({ ...record, republishedAt: this.now() }));
    await this.#untilDone('put in the outbox', () => this.store.putOrders(records));
    return records;
  }

  /** Publishes on all topics of the batch. @returns when SNS had taken everything, in ms since 1970 */
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

  /** Marks the records as sent. Until then the orders count as waiting for SNS, and cannot be overdue. */
  async #finish(batch: Batch, sentAt: number, owners: readonly string[]): Promise<void> {
    if (sentAt - Math.min(...batch.map(waitsSince)) > SENT_LATE_MS) {
      const orderIds = batch.map(({ orderId }) => orderId);
      for (const owner of owners) {
        await this.#untilDone('given a later retry window', () =>
          this.extensions.extend(owner, orderIds, sentAt),
        );
      }
    }
    await this.#untilDone('marked as published', () =>
      this.store.putOrders(batch.map((record) => ({ ...record, sentAt }))),
    );
  }

  /** Retries a step with exponential backoff until it succeeds or HQ stops. */
  async #untilDone<T>(goal: string, step: () => Promise<T>): Promise<T> {
    const { signal } = this.#stop;
    for (let waitMs = BACKOFF.firstMs; ; waitMs = Math.min(2 * waitMs, BACKOFF.mostMs)) {
      signal.throwIfAborted();
      try {
        const done = await step();
        this.#failure = undefined;
        return done;
      } catch (error) {
        const failure = `Orders could not be ${goal}: ${firstLineOf(error)}`;
        // Logged once per outage, not once per batch.
        if (this.#failure === undefined) this.log.warn(`${failure} HQ keeps them and retries.`);
        this.#failure = failure;
      }
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }
}

/** When the order entered the outbox: when it was made or, later, when it was to be published again. In ms since 1970. */
function waitsSince({ orderId, republishedAt }: OrderRecord): number {
  return republishedAt ?? timeOfOrder(orderId) ?? 0;
}
