/**
 * A fault that a rehearsal injects into deliveries. SNS's contract allows it: a message may come more than once, and messages
 * may come in any order.
 */
export interface Disturbance {
  /** The number of times that each delivery is made, 1 to 5. */
  readonly copies: number;
  /** Each copy waits for a random time of up to so many milliseconds before its first attempt. */
  readonly spreadMs: number;
}

export const UNDISTURBED: Disturbance = { copies: 1, spreadMs: 0 };

/** A disturbance that ends by itself, even if the program that began it has ended. */
export class Disturbances {
  readonly #clock: () => number;
  #disturbance = UNDISTURBED;
  #until = 0;

  /** @param clock tells milliseconds, as Date.now does */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** The one in force now. */
  get current(): Disturbance {
    return this.#clock() < this.#until ? this.#disturbance : UNDISTURBED;
  }

  /** Begins a disturbance, which replaces the current one. @param forMs its duration */
  begin(disturbance: Disturbance, forMs: number): void {
    this.#disturbance = disturbance;
    this.#until = this.#clock() + forMs;
  }
}
