import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';

/** Counts the requests that were read to their end and wait for their answer. */
@Injectable()
export class InFlightRequests {
  #count = 0;
  #whenNone: (() => void)[] = [];

  /** Counts a request until its answer has gone out, or its client has. */
  add(response: ServerResponse): void {
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
