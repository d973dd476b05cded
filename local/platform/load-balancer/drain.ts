/** The time between a target's deregistration and its end. */
export class Drain {
  /** Never rejects. */
  readonly over: Promise<void>;
  #resolve!: () => void;
  readonly #timer: NodeJS.Timeout;

  constructor(timeLimitMs: number) {
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(this.#resolve, timeLimitMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#resolve();
  }
}
