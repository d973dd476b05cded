import type { Dispatcher } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** In ms from the start of the call. */
export interface HttpLimits {
  /** Limit of the whole call, including the wait for a connection. */
  readonly wholeMs: number;
  /** Longest time without a byte of the response. @default wholeMs */
  readonly silenceMs?: number;
}

/** The callbacks of a call. */
export interface HttpCallEnd {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
  /** Called once undici has released the call, which may be long after it timed out. */
  readonly release: () => void;
}

/**
 * One HTTP call: a handler for undici's dispatcher. `Pool.request` would add a stream, an abort signal and a promise: a
 * fifth of the CPU time of an order.
 */
export class HttpCall implements Dispatcher.DispatchHandler {
  readonly #end: HttpCallEnd;
  readonly #silenceMs: number;
  readonly #until: number;
  #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #late: Error | undefined;
  #status = 0;
  readonly #chunks: Buffer[] = [];

  constructor({ wholeMs, silenceMs = wholeMs }: HttpLimits, end: HttpCallEnd) {
    this.#end = end;
    this.#silenceMs = silenceMs;
    this.#until = performance.now() + wholeMs;
    this.#wait();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Thrown, because abort() would destroy a connection on which nothing has been written.
    if (this.#late) throw this.#late;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
    this.#wait();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#wait();
  }

  onResponseEnd(): void {
    this.#stopWaiting();
    this.#end.release();
    this.#end.resolve({ status: this.#status, body: Buffer.concat(this.#chunks).toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#stopWaiting();
    this.#end.release();
    this.#end.reject(error);
  }

  #wait(): void {
    this.#stopWaiting();
    const timer = setTimeout(
      () => {
        // After a stall of the event loop, the response may have arrived and not been read yet.
        setImmediate(() => {
          if (this.#timer === timer) this.#giveUp();
        });
      },
      Math.min(this.#silenceMs, this.#until - performance.now()),
    );
    this.#timer = timer;
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #giveUp(): void {
    this.#late = new Error('no answer in time');
    this.#end.reject(this.#late);
    this.#controller?.abort(this.#late);
  }
}
