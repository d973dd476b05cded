import type { Clock } from '../clock.ts';
import { type Log, messageOf } from '../log.ts';
import type { OrdersInFlight } from './orders-in-flight.ts';
import { BATCH_LIMIT, type Publisher } from './publisher.ts';

/** What the generator is asked for. */
export interface GeneratorSettings {
  /** Orders per second, 0 to 1000; fractions are fine. */
  readonly rate: number;
  /** Orders made at once, 1 to 100; the rate stays the same. */
  readonly burst: number;
  /** Stop after this many orders; null for no end. Counted from when the settings were made. */
  readonly count: number | null;
  readonly paused: boolean;
}

export interface GeneratorStatus extends GeneratorSettings {
  /** Orders made since the settings were made. */
  readonly made: number;
  /** Orders made and not yet published. */
  readonly backlog: number;
  /** What it does now, and why, in a sentence. */
  readonly state: string;
  readonly running: boolean;
}

/** A batch costs HQ and DynamoDB nearly as much as one order: rarer ticks make fuller batches. */
const TICK_MS = 100;

/** After a stall at most this much is made up for. */
const CATCH_UP_MS = 1_000;

/**
 * How far making orders may fall behind, in milliseconds of the rate. Claims are taken by the same process: where it cannot
 * publish in this time, it could soon not answer claims in theirs, so fewer orders are made instead.
 */
const BEHIND_MS = 500;

/** So many orders may be open, or so many milliseconds of the rate: beyond that the services do not keep up. */
const OPEN_ORDERS = 200;
const OPEN_MS = 2_000;

/** Makes customer orders at a steady rate, for every participant that is open. */
export class Generator {
  #settings: GeneratorSettings = { rate: 0, burst: 1, count: null, paused: false };
  #made = 0;
  /** Orders due and not yet made; a fraction until a whole burst has come together. */
  #credit = 0;
  #creditedAt: number;
  #hindrance: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ticking = false;

  constructor(
    private readonly publisher: Pick<Publisher, 'make' | 'hasRoomFor' | 'backlog' | 'trouble'>,
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

  /** Changes what is named and keeps the rest. Naming a count begins to count anew. */
  set(settings: Partial<GeneratorSettings>): GeneratorStatus {
    this.#settings = { ...this.#settings, ...settings };
    if (settings.count !== undefined) this.#made = 0;
    this.#credit = 0;
    this.#creditedAt = this.now();
    this.#hindrance = undefined;
    return this.status();
  }

  status(): GeneratorStatus {
    const { backlog, trouble } = this.publisher;
    const running = this.#resting() === undefined;
    const state = [
      this.#resting() ?? this.#hindrance ?? `Makes ${this.#settings.rate} orders per second.`,
      ...(trouble === undefined ? [] : [trouble]),
    ].join(' ');
    return { ...this.#settings, made: this.#made, backlog, running, state };
  }

  /** Makes what has come due since the last time. */
  async tick(): Promise<void> {
    const participants = this.#resting() === undefined ? await this.#readOpen() : undefined;
    // From here on nothing is awaited: what was set while the participants were read counts.
    const due = this.#takeDue();
    if (due > 0 && participants) this.#make(due, participants.length > 0);
  }

  async #readOpen(): Promise<readonly string[] | undefined> {
    try {
      return await this.listOpen();
    } catch (error) {
      const hindrance = `Waits: the participants cannot be read: ${messageOf(error)}`;
      if (this.#hindrance !== hindrance) this.log.warn(hindrance);
      this.#hindrance = hindrance;
      return undefined;
    }
  }

  /** The orders that have come due; they are so only once. */
  #takeDue(): number {
    const { rate, burst, count } = this.#settings;
    const now = this.now();
    const sinceMs = Math.min(
      Math.max(0, now - this.#creditedAt),
      Math.max(CATCH_UP_MS, (burst / rate) * 1000),
    );
    this.#creditedAt = now;
    if (this.#resting() !== undefined) return 0;
    this.#credit += (sinceMs * rate) / 1000;
    if (this.#credit < burst) return 0;
    const due = Math.min(Math.floor(this.#credit / burst) * burst, (count ?? Infinity) - this.#made);
    this.#credit %= burst;
    return due;
  }

  #make(due: number, isAnybodyOpen: boolean): void {
    if (!isAnybodyOpen) this.#hindrance = 'Makes nothing: no participant is open.';
    else if (this.#isBehind() || !this.publisher.hasRoomFor(due)) {
      this.#hindrance = `Waits: ${this.publisher.backlog} orders are not published yet.`;
    } else if (this.inFlight.count > this.#openLimit) {
      this.#hindrance = `Waits: ${this.inFlight.count} of the orders of the last 30 s are open. The services complete fewer than ${this.#settings.rate} per second.`;
    } else {
      this.#hindrance = undefined;
      this.#made += due;
      // HQ that stops before they are recorded makes them not; the publisher tells everything else.
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

  /** Why nothing is to be made, if so. */
  #resting(): string | undefined {
    const { rate, count, paused } = this.#settings;
    if (paused) return 'Paused.';
    if (count !== null && this.#made >= count) return `Done: ${count} orders made.`;
    return rate === 0 ? 'Rests: the rate is 0.' : undefined;
  }
}
