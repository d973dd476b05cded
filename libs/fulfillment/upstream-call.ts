import type { Dispatcher } from 'undici';

/** What an upstream service answered. The body is cut at {@link MAXIMUM_ANSWER_LENGTH} characters. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly body: string;
}

/** No answer of our contracts is longer than a sentence. */
const MAXIMUM_ANSWER_LENGTH = 1_024;

/**
 * One call to an upstream service, as undici's dispatcher drives it. `Pool.request` would do the same with a stream, an
 * abort signal and a promise more, which is a fifth of all the CPU time that an order takes.
 */
export class UpstreamCall implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: UpstreamAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #late: Error | undefined;
  #status = 0;
  #body = '';

  /** @param limitMs how long the call may take from now on, waiting for a connection included */
  constructor(limitMs: number, resolve: (answer: UpstreamAnswer) => void, reject: (error: Error) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => {
      this.#late = new Error('no answer in time');
      this.#controller?.abort(this.#late);
      this.fail(this.#late);
    }, limitMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Thrown, because abort() would destroy a connection on which nothing has been written.
    if (this.#late) throw this.#late;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body.length < MAXIMUM_ANSWER_LENGTH) this.#body += chunk.toString();
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    this.#resolve({ status: this.#status, body: this.#body.slice(0, MAXIMUM_ANSWER_LENGTH) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** Ends the call without an answer. */
  fail(error: Error): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }
}
