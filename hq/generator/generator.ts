import type { Clock } from '../clock.ts';
import { type Log, firstLineOf } from '../log.ts';
import type { OrdersInFlight } from './orders-in-flight.ts';
import { BATCH_LIMIT, type Publisher } from './publisher.ts';

/** The settings of the order generator. */
export interface GeneratorSettings {
  /** Orders per second, 0 to 1000; fractions are fine. */
  readonly rate: number;
  /** Orders made together, 1 to 100. The rate stays the same. */
  readonly burst: number;
  /** Stop after this many orders, counted since the count was set; null for no end. */
  readonly count: number | null;
  readonly paused: boolean;
}

export interface GeneratorStatus extends GeneratorSettings {
  /** Orders made since the count was set. */
  readonly made: number;
  /** Orders made and not yet published. */
  readonly backlog: number;
  /** What the generator does now, and why, in a sentence or two. */
  readonly state: string;
  readonly running: boolean;
}

/** Time between ticks. A batch costs HQ and DynamoDB little more than one order, so a long tick saves writes. */
const TICK_MS = 100;

/** The longest stall that is made up for. */
const CATCH_UP_MS = 1_000;

/**
 * Largest backlog, in milliseconds of the rate. The same process takes claims: if it is too busy to publish in this time,
 * it would soon be too busy to answer claims, so it makes fewer orders.
 */
const BEHIND_MS = 500;

/** Most orders in flight: this number, or this many milliseconds of the rate. With more, the services do not keep up. */
const OPEN_ORDERS = 200;
const OPEN_MS = 2_000;

/** Makes customer orders at a steady rate for all open participants. */
export class Generator {
  #settings: GeneratorSettings = { rate: 0, burst: 1, count: null, paused: false };
  #made = 0;
  /** Orders due and not yet made, with fractions, until they make up a burst. */
  #credit = 0;
  #creditedAt: number;
  #blocked: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ticking = false;

  constructor(
    private readonly publisher: Pick<Publisher, 'make' | 'hasRoomFor' | 'backlog' | 'failure'>,
    private readonly inFlight: Pick<OrdersInFlight, 'count'>,
    private readonly listOpen: () => Promise<readonly string[]>,
    private readonly now: Clock,
    private readonly log: Log,
  ) {
    this.#creditedAt = now();
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#ticking) return;
      this.#ticking = true;
      void this.tick().finally(() => {
        this.#ticking = false;
      });
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#settings = { ...this.#settings, paused: true };
  }

  /** Changes the given settings and keeps the others. Setting `count` resets `made`. */
  set(settings: Partial<GeneratorSettings>): GeneratorStatus {
    this.#settings = { ...this.#settings, ...settings };
    if (settings.count !== undefined) this.#made = 0;
    this.#credit = 0;
    this.#creditedAt = this.now();
    this.#blocked = undefined;
    return this.status();
  }

  status(): GeneratorStatus {
    const { backlog, failure } = this.publisher;
    const running = this.#idleReason() === undefined;
    const state = [
      this.#idleReason() ?? this.#blocked ?? `Makes ${this.#settings.rate} orders per second.`,
      ...(failure === undefined ? [] : [failure]),
    ].join(' ');
    return { ...this.#settings, made: this.#made, backlog, running, state };
  }

  /** Makes the orders that are due since the last tick. */
  async tick(): Promise<void> {
    const participants = this.#idleReason() === undefined ? await this.#readOpen() : undefined;
    // No await from here on, so that settings changed during the read above apply.
    const due = this.#takeDue();
    if (due > 0 && participants) this.#make(due, participants.length > 0);
  }

  async #readOpen(): Promise<readonly string[] | undefined> {
    try {
      return await this.listOpen();
    } catch (error) {
      const blocked = `Waits: the participants cannot be read: ${firstLineOf(error)}`;
      if (this.#blocked !== blocked) this.log.warn(blocked);
      this.#blocked = blocked;
      return undefined;
    }
  }

  /** Number of orders due since the last call. */
  #takeDue(): number {
    const { rate, burst, count } = this.#settings;
    const now = this.now();
    const sinceMs = Math.min(
      Math.max(0, now - this.#creditedAt),
      Math.max(CATCH_UP_MS, (burst / rate) * 1000),
    );
    this.#creditedAt = now;
    if (this.#idleReason() !== undefined) return 0;
    this.#credit += (sinceMs * rate) / 1000;
    if (this.#credit < burst) return 0;
    const due = Math.min(Math.floor(this.#credit / burst) * burst, (count ?? Infinity) - this.#made);
    this.#credit %= burst;
    return due;
  }

  #make(due: number, isAnybodyOpen: boolean): void {
    if (!isAnybodyOpen) this.#blocked = 'Makes no orders: no participant is open.';
    else if (this.#isBehind() || !this.publisher.hasRoomFor(due)) {
      this.#blocked = `Waits: ${this.publisher.backlog} orders are not published yet.`;
    } else if (this.inFlight.count > this.#openLimit) {
      this.#blocked = `Waits: ${this.inFlight.count} of the orders of the last 30 s are open. The services complete fewer than ${this.#settings.rate} per second.`;
    } else {
      this.#blocked = undefined;
      this.#made += due;
      // Rejects only if HQ stops before the orders are recorded. The publisher logs all other failures.
      this.publisher.make(due).catch(() => undefined);
    }
  }

  get #openLimit(): number {
    const { rate, burst } = this.#settings;
    return Math.max(burst, OPEN_ORDERS, (rate * OPEN_MS) / 1_000);
  }

  #isBehind(): boolean {
    const { rate, burst } = this.#settings;
    return this.publisher.backlog > Math.max(burst, BATCH_LIMIT, (rate * BEHIND_MS) / 1_000);
  }

  /** Why the settings call for no orders; undefined if they do. */
  #idleReason(): string | undefined {
    const { rate, count, paused } = this.#settings;
    if (paused) return 'Paused.';
    if (count !== null && this.#made >= count) return `Done: ${count} orders made.`;
    return rate === 0 ? 'Idle: the rate is 0.' : undefined;
  }
}
