/** The limits of one subscription: its attempts at once, and its attempts a second. */
export class AttemptLimits {
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #nextAt = 0;

  /** @param concurrent the most attempts at once */
  constructor(concurrent: number) {
    this.#free = concurrent;
  }

  /** Resolves when the attempt may begin; attempts begin in the order in which they came. */
  async enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  /**
   * Takes the next turn. Turns are evenly spaced, so that no second has more attempts than the throttle policy allows.
   *
   * @param now in ms, never going back
   * @returns the time until the turn, in ms
   */
  takeTurn(perSecond: number, now: number): number {
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + 1_000 / perSecond;
    return at - now;
  }
}
