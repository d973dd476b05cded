import type { ServerResponse } from 'node:http';

/** Counts the requests that were read to their end and wait for their answer. */
export class RequestsInHand {
  #count = 0;
  #whenNone: (() => void)[] = [];

  /** Takes a request in hand until its answer has gone out, or its client has. */
  take(response: ServerResponse): void {
    this.#count += 1;
    response.once('close', () => {
      this.#count -= 1;
      if (this.#count > 0) return;
      for (const resolve of this.#whenNone.splice(0)) resolve();
    });
  }

  /** Resolves as soon as there is none. */
  none(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenNone.push(resolve));
  }
}
