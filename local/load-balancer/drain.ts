/** The time between a target's deregistration and its end. */
export class Drain {
  /** Resolves with whether it ran to its end, rather than that the target came back. Never rejects. */
  readonly over: Promise<boolean>;
  #resolve!: (drained: boolean) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(timeLimitMs: number) {
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(() => {
      this.#resolve(true);
    }, timeLimitMs);
  }

  end(drained: boolean): void {
    clearTimeout(this.#timer);
    this.#resolve(drained);
  }
}
