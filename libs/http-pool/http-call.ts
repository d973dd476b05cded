import type { Dispatcher } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** In ms, from the moment at which the call is asked for. */
export interface HttpLimits {
  /** How long the call may take, waiting for a connection included. */
  readonly wholeMs: number;
  /** How long nothing of the answer may come, at its beginning and in its middle. @default wholeMs */
  readonly silenceMs?: number;
}

/** Where a call ends. */
export interface HttpCallEnd {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
  /** Called once undici has let go of the call. That may be long after the caller was told that it is late. */
  readonly release: () => void;
}

/**
 * One HTTP call, as undici's dispatcher drives it. `Pool.request` would do the same with a stream, an abort signal and a
 * promise more, which is a fifth of all the CPU time that an order takes.
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
        // Where the event loop stood still, the answer may lie there unread.
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
