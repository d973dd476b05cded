import type { Dispatcher } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Where a call ends. */
export interface HttpCallEnd {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
  /** Called once undici has let go of the call. That may be long after the caller was told that it is late. */
  readonly release: () => void;
}

/**
 * One HTTP call, as undici's dispatcher drives it. `Pool.request` would do the same with a stream, an
 * abort signal and a promise more, which is a fifth of all the CPU time that an order takes.
 */
export class HttpCall implements Dispatcher.DispatchHandler {
  readonly #end: HttpCallEnd;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #late: Error | undefined;
  #status = 0;
  readonly #chunks: Buffer[] = [];

  /** @param limitMs how long the call may take from now on, waiting for a connection included */
  constructor(limitMs: number, end: HttpCallEnd) {
    this.#end = end;
    this.#timer = setTimeout(() => {
      this.#late = new Error('no answer in time');
      end.reject(this.#late);
      this.#controller?.abort(this.#late);
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
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    this.#end.release();
    this.#end.resolve({ status: this.#status, body: Buffer.concat(this.#chunks).toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    clearTimeout(this.#timer);
    this.#end.release();
    this.#end.reject(error);
  }
}
