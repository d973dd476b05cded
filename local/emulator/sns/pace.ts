/** Spaces attempts evenly, so that no second has more of them than a throttle policy allows. */
export class Pace {
  #nextAt = 0;

  /**
   * Takes the next turn.
   *
   * @param now in ms, never going back
   * @returns how long to wait for the turn, in ms
   */
  take(perSecond: number, now: number): number {
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + 1_000 / perSecond;
    return at - now;
  }
}
