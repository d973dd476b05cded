import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';

/** Counts requests that were received completely and have no response yet. */
@Injectable()
export class InFlightRequests {
  #count = 0;
  #whenNone: (() => void)[] = [];

  /** Counts a request until its response is sent or its client has disconnected. */
  add(response: ServerResponse): void {
    this.#count += 1;
    response.once('close', () => {
      this.#count -= 1;
      if (this.#count > 0) return;
      for (const resolve of this.#whenNone.splice(0)) resolve();
    });
  }

  /** Resolves when no request is in flight. */
  none(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenNone.push(resolve));
  }
}
