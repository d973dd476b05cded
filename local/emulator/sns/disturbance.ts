/**
 * What is done to deliveries on purpose, within what SNS's contract allows: it promises neither that a message comes only
 * once nor in which order messages come.
 */
export interface Disturbance {
  /** How often each delivery is made, 1 to 5. */
  readonly copies: number;
  /** Each copy waits for a random time of up to so many milliseconds before its first attempt. */
  readonly spreadMs: number;
}

export const UNDISTURBED: Disturbance = { copies: 1, spreadMs: 0 };

/** A disturbance that ends by itself, whatever becomes of who asked for it. */
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

  /** Begins another, instead of the one that there may be. @param forMs how long it lasts */
  begin(disturbance: Disturbance, forMs: number): void {
    this.#disturbance = disturbance;
    this.#until = this.#clock() + forMs;
  }
}
