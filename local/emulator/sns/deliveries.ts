import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { AwsError } from '../endpoints/aws-error.ts';
import { type AttemptFailure, attemptDelivery } from './attempt-delivery.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { type Disturbance, Disturbances } from './disturbance.ts';

const ATTEMPT_TIMEOUT_MS = 15_000;
/** More than the subscriptions to one origin use together. */
const CONNECTIONS_PER_ORIGIN = 256;
/** Deliveries that are accepted and not yet made, dead-lettered or given up. */
const MAX_OUTSTANDING = 100_000;
const MAX_OUTSTANDING_BYTES = 256 * 1024 * 1024;
/**
 * Deliveries that are being signed or wait for their subscription's limit; those that wait for their retry do not count. More
 * would only wait longer: a kit completes some 200 a second, and a delivery that waits for 5 s is late.
 */
const MAX_WAITING = 500;
/** Attempts at once for one subscription. More wait, and hold up no other subscription. */
const ATTEMPTS_PER_SUBSCRIPTION = 64;

export interface Delivery {
  /** Deliveries of one subscription share its limits. */
  readonly subscription: object;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The envelope; made for each attempt, so that what waits for a retry holds no copy of its own. */
  readonly body: () => string;
  /** Seconds to wait before each retry. */
  readonly retryDelays: readonly number[];
  /** Attempts a second for the subscription, retries included; undefined for no limit. */
  readonly maxPerSecond?: number | undefined;
  /** Read before each attempt; false gives the delivery up, as after Unsubscribe. */
  readonly wanted: () => boolean;
  /** Called once when no attempt is left, or after a failure that is permanent. */
  readonly undeliverable: (failure: AttemptFailure) => void;
}

export interface DeliveriesOptions {
  readonly attemptTimeoutMs?: number;
  readonly maxOutstanding?: number;
  readonly maxWaiting?: number;
  /** Faults that a rehearsal injects. @default none */
  readonly disturbances?: Disturbances;
  /** Receives errors of this program, such as a failed signature. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * All deliveries on their way to HTTP subscribers. A slow or dead subscriber reaches the limit of its own subscription, and
 * holds up no other.
 */
export class Deliveries {
  readonly #agent = new Agent({ connections: CONNECTIONS_PER_ORIGIN, pipelining: 1 });
  readonly #limits = new WeakMap<object, AttemptLimits>();
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
   * Publishers call this first: slow subscribers hold back the publisher, as SNS throttles it.
   *
   * @throws AwsError Throttled while too many deliveries wait for their turn
   */
  requireRoom(): void {
    if (this.#waiting < this.#maxWaiting) return;
    const what = `Rate exceeded: ${this.#waiting} deliveries wait for their turn`;
    throw new AwsError('Throttled', `${what}, since subscribers take them slowly; publish again later.`, 429);
  }

  /**
   * Accepts deliveries of one message of `bytes`. `prepare` makes and signs them. The copies of a disturbance count, too.
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

  /** Only the first copy is dead-lettered: the others were never published. */
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

  /** Ends early on close. */
  async #sleep(ms: number): Promise<void> {
    if (ms === 0) return;
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  /** One attempt within the limits; undefined when it succeeded or the delivery is no longer wanted. */
  async #attempt(delivery: Delivery): Promise<AttemptFailure | undefined> {
    const limits = this.#limitsOf(delivery);
    const { maxPerSecond } = delivery;
    this.#waiting += 1;
    await limits.enter();
    this.#waiting -= 1;
    try {
      if (maxPerSecond !== undefined && delivery.wanted())
        await this.#sleep(limits.takeTurn(maxPerSecond, performance.now()));
      if (this.#closing.signal.aborted || !delivery.wanted()) return undefined;
      return await attemptDelivery(this.#agent, delivery, this.#attemptTimeoutMs);
    } finally {
      limits.leave();
    }
  }

  #limitsOf({ subscription }: Delivery): AttemptLimits {
    const limits = this.#limits.get(subscription) ?? new AttemptLimits(ATTEMPTS_PER_SUBSCRIPTION);
    this.#limits.set(subscription, limits);
    return limits;
  }

  /** Cuts attempts under way and drops every delivery; nothing is dead-lettered by it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#agent.destroy();
    await Promise.all(this.#underWay);
  }
}
