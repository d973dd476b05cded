import { restartDelayMs } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';

/** A task that ended by itself sooner counts as one that could not be started. */
const EARLY_END_MS = 10_000;
/** From so many on, a person is told. */
const WORTH_A_NOTICE = 3;

/** Makes starts wait, longer and longer, while tasks end soon after their start. */
export class StartThrottle {
  readonly #clock: Clock;
  readonly #onReady: () => void;
  #earlyEnds = 0;
  #waitsUntil = 0;
  #takeBack: () => void = () => undefined;

  /** @param onReady called when a start that had to wait may be made */
  constructor(clock: Clock, onReady: () => void) {
    this.#clock = clock;
    this.#onReady = onReady;
  }

  /** Counts a task that ended by itself. @returns whether there have just been so many that a person should know */
  countEnd({ startedAt }: { readonly startedAt: number }): boolean {
    const now = this.#clock.now();
    this.#earlyEnds = now - startedAt < EARLY_END_MS ? this.#earlyEnds + 1 : 0;
    this.#waitsUntil = now + restartDelayMs(this.#earlyEnds);
    return this.#earlyEnds === WORTH_A_NOTICE;
  }

  /** Whether a task may be started now; if not, there will be a call when it may. */
  mayStart(): boolean {
    const wait = this.#waitsUntil - this.#clock.now();
    this.#takeBack();
    if (wait <= 0) return true;
    this.#takeBack = this.#clock.after(wait, this.#onReady);
    return false;
  }

  /** Forgets everything: a new deployment starts without delay. */
  reset(): void {
    this.#takeBack();
    this.#earlyEnds = 0;
    this.#waitsUntil = 0;
  }
}
