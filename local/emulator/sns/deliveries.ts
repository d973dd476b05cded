import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { AwsError } from '../endpoints/aws-error.ts';
import { type AttemptFailure, attemptDelivery } from './attempt-delivery.ts';
import { type Disturbance, Disturbances } from './disturbance.ts';
import { Lane } from './lane.ts';
import { Pace } from './pace.ts';

const ATTEMPT_TIMEOUT_MS = 15_000;
/** Above what the lanes of the subscriptions to one origin ask for together. */
const CONNECTIONS_PER_ORIGIN = 256;
/** Deliveries that are accepted and not yet made, dead-lettered or given up. */
const MAX_OUTSTANDING = 100_000;
const MAX_OUTSTANDING_BYTES = 256 * 1024 * 1024;
/**
 * Deliveries that are being signed or wait for a place in their lane. What waits for its retry is none of them. More would
 * only wait longer: a kit completes some 200 a second, and what waits for 5 s is late.
 */
const MAX_WAITING = 500;
/** Attempts under way at once for one subscription; more wait in its lane and hold up nobody else. */
const ATTEMPTS_PER_LANE = 64;

export interface Delivery {
  /** What waits for its turn together: the subscription. */
  readonly lane: object;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The envelope; made for each attempt, so that what waits for a retry holds no copy of its own. */
  readonly body: () => string;
  /** Seconds to wait before each retry. */
  readonly retryDelays: readonly number[];
  /** Attempts a second in the lane, retries included; undefined for no limit. */
  readonly maxPerSecond?: number | undefined;
  /** Asked before each attempt; false gives the delivery up without a word, as when it was unsubscribed. */
  readonly wanted: () => boolean;
  /** Called once when no attempt is left, or after a failure that is permanent. */
  readonly undeliverable: (failure: AttemptFailure) => void;
}

export interface DeliveriesOptions {
  readonly attemptTimeoutMs?: number;
  readonly maxOutstanding?: number;
  readonly maxWaiting?: number;
  /** What is done to deliveries on purpose. @default nothing */
  readonly disturbances?: Disturbances;
  /** Told of defects, as when signing failed. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * Everything on its way to HTTP subscribers. Each delivery goes its own way through its attempts: a slow or dead
 * subscriber fills its own lane, and no other.
 */
export class Deliveries {
  readonly #agent = new Agent({ connections: CONNECTIONS_PER_ORIGIN, pipelining: 1 });
  readonly #lanes = new WeakMap<object, { readonly lane: Lane; readonly pace: Pace }>();
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #attemptTimeoutMs: number;
  readonly #maxOutstanding: number;
  readonly #maxWaiting: number;
  readonly #disturbances: Disturbances;
  readonly #onDefect: (error: unknown) => void;
  #outstanding = 0;
  #outstandingBytes = 0;
  #waiting = 0;

  constructor(options: DeliveriesOptions) {
    this.#attemptTimeoutMs = options.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS;
    this.#maxOutstanding = options.maxOutstanding ?? MAX_OUTSTANDING;
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING;
    this.#disturbances = options.disturbances ?? new Disturbances();
    this.#onDefect = options.onDefect;
    setMaxListeners(0, this.#closing.signal);
  }

  /**
   * For who publishes: subscribers that are slow hold back the publisher, as SNS throttles it.
   *
   * @throws AwsError Throttled while too many deliveries wait for their turn
   */
  requireRoom(): void {
    if (this.#waiting < this.#maxWaiting) return;
    const what = `Rate exceeded: ${this.#waiting} deliveries wait for their turn`;
    throw new AwsError('Throttled', `${what}, since subscribers take them slowly; publish again later.`, 429);
  }

  /**
   * Accepts deliveries of one message of `bytes`, made by `prepare`, which may take its time (it signs). Copies that are
   * made of them on purpose count, too.
   *
   * @throws AwsError Throttled when too much is outstanding already; nothing has been accepted then
   */
  accept(deliveries: number, bytes: number, prepare: () => Promise<readonly Delivery[]>): void {
    const disturbance = this.#disturbances.current;
    const count = deliveries * disturbance.copies;
    if (
      this.#outstanding + count > this.#maxOutstanding ||
      this.#outstandingBytes + bytes > MAX_OUTSTANDING_BYTES
    ) {
      throw new AwsError(
        'Throttled',
        `Rate exceeded: ${this.#outstanding} deliveries are outstanding already; publish again later.`,
        429,
      );
    }
    this.#outstanding += count;
    this.#outstandingBytes += bytes;
    const run = this.#run(prepare, disturbance)
      .catch(this.#onDefect)
      .finally(() => {
        this.#outstanding -= count;
        this.#outstandingBytes -= bytes;
        this.#underWay.delete(run);
      });
    this.#underWay.add(run);
  }

  async #run(prepare: () => Promise<readonly Delivery[]>, disturbance: Disturbance): Promise<void> {
    this.#waiting += 1;
    const deliveries = await prepare().finally(() => (this.#waiting -= 1));
    await Promise.all(deliveries.map((delivery) => this.#deliverDisturbed(delivery, disturbance)));
  }

  /** Only the first copy is dead-lettered: what was made up here must not be left over there. */
  async #deliverDisturbed(delivery: Delivery, { copies, spreadMs }: Disturbance): Promise<void> {
    if (copies === 1 && spreadMs === 0) return this.#deliver(delivery);
    const all = Array.from({ length: copies }, (_, index) =>
      index === 0 ? delivery : { ...delivery, undeliverable: () => undefined },
    );
    await Promise.all(
      all.map(async (copy) => {
        await this.#sleep(Math.random() * spreadMs);
        if (!this.#closing.signal.aborted) await this.#deliver(copy);
      }),
    );
  }

  async #deliver(delivery: Delivery): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const failure = await this.#attempt(delivery);
      if (failure === undefined || this.#closing.signal.aborted) return;
      const delay = failure.permanent ? undefined : delivery.retryDelays[attempt];
      if (delay === undefined) {
        delivery.undeliverable(failure);
        return;
      }
      await this.#sleep(delay * 1000);
    }
  }

  /** Ends early when everything does. */
  async #sleep(ms: number): Promise<void> {
    if (ms === 0) return;
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  /** One attempt in its turn; undefined when it was made good or is not wanted any more. */
  async #attempt(delivery: Delivery): Promise<AttemptFailure | undefined> {
    const { lane, pace } = this.#laneOf(delivery);
    const { maxPerSecond } = delivery;
    this.#waiting += 1;
    await lane.enter();
    this.#waiting -= 1;
    try {
      if (maxPerSecond !== undefined && delivery.wanted())
        await this.#sleep(pace.take(maxPerSecond, performance.now()));
      if (this.#closing.signal.aborted || !delivery.wanted()) return undefined;
      return await attemptDelivery(this.#agent, delivery, this.#attemptTimeoutMs);
    } finally {
      lane.leave();
    }
  }

  #laneOf({ lane: key }: Delivery): { readonly lane: Lane; readonly pace: Pace } {
    const found = this.#lanes.get(key) ?? { lane: new Lane(ATTEMPTS_PER_LANE), pace: new Pace() };
    this.#lanes.set(key, found);
    return found;
  }

  /** Cuts attempts under way and drops every delivery; nothing is dead-lettered by it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#agent.destroy();
    await Promise.all(this.#underWay);
  }
}
