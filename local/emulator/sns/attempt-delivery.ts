import type { Dispatcher } from 'undici';

export interface AttemptFailure {
  /** Whether another attempt would fail, too. */
  readonly permanent: boolean;
  /** The status code, or the reason why there is none. */
  readonly code: string;
  readonly message: string;
}

interface DeliveryRequest {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: () => string;
}

/** An answer is read up to this size, so that the connection can be used again. */
const ANSWER_LIMIT = 64 * 1024;

/** Posts the envelope once and follows no redirect. The table in ../README.md says what each status means. */
export function attemptDelivery(
  dispatcher: Dispatcher,
  { endpoint, headers, body }: DeliveryRequest,
  timeoutMs: number,
): Promise<AttemptFailure | undefined> {
  const { origin, pathname, search } = new URL(endpoint);
  return new Promise((resolve) => {
    const attempt = new Attempt(timeoutMs, resolve);
    try {
      dispatcher.dispatch(
        { origin, path: pathname + search, method: 'POST', headers, body: body() },
        attempt,
      );
    } catch (error) {
      attempt.onResponseError(undefined, error as Error);
    }
  });
}

/** The handler of undici's dispatcher, which makes no stream and no signal, as its `request` does. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #end: (failure: AttemptFailure | undefined) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #late: Error | undefined;
  #status = 0;
  #size = 0;

  constructor(timeoutMs: number, resolve: (failure: AttemptFailure | undefined) => void) {
    this.#end = (failure) => {
      clearTimeout(this.#timer);
      resolve(failure);
    };
    this.#timer = setTimeout(() => {
      const message = `No complete answer within ${timeoutMs} ms`;
      this.#late = new Error(message);
      this.#end({ permanent: false, code: 'Timeout', message });
      this.#controller?.abort(this.#late);
    }, timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Thrown, because abort() would destroy a connection on which nothing has been written.
    if (this.#late) throw this.#late;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= ANSWER_LIMIT) return;
    this.#end(failureOf(this.#status));
    controller.abort(new Error('The answer is too long.'));
  }

  onResponseEnd(): void {
    this.#end(failureOf(this.#status));
  }

  /** A second end changes nothing. */
  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#end({ permanent: false, code: errorCode(error), message: error.message });
  }
}

/** The SNS Developer Guide retries "a status code outside the range of 200–4xx" (SendMessageToHttp.prepare). */
function failureOf(status: number): AttemptFailure | undefined {
  if (status >= 200 && status < 300) return undefined;
  const permanent = status >= 300 && status < 500;
  return { permanent, code: String(status), message: `The endpoint answered ${status}` };
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'ConnectionFailed';
}
