// Imports the pool alone. The whole package would also load fetch, WebSocket and mocks: an eighth of a service's start.
import Pool from 'undici/lib/dispatcher/pool.js';
import { type HttpAnswer, HttpCall, type HttpLimits } from './http-call.ts';

export interface HttpPoolOptions {
  readonly connections: number;
  /** Most calls that wait for a connection; more are refused at once. */
  readonly queued: number;
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
  /** In bytes. */
  readonly maximumAnswerSize: number;
}

export interface HttpRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The queue of calls that wait for a connection is full. */
export class TooManyCalls extends Error {
  override readonly name = 'TooManyCalls';
}

/**
 * Keep-alive connections to one server. Uses undici's dispatcher directly, which costs less than its streams and promises:
 * each order makes several of these calls.
 */
export class HttpPool {
  readonly #pool: Pool;
  readonly #options: HttpPoolOptions;
  /** Calls that undici has not released, including those that timed out. */
  #inFlight = 0;

  constructor(origin: string, options: HttpPoolOptions) {
    this.#options = options;
    this.#pool = new Pool(origin, {
      connections: options.connections,
      connect: { timeout: options.connectTimeoutMs },
      keepAliveTimeout: options.keepAliveMs,
      // A call has a limit of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: options.maximumAnswerSize,
    });
  }

  /**
   * @throws TooManyCalls @throws Error if there is no connection, no response in time, or an incomplete one
   */
  send(request: HttpRequest, limits: HttpLimits): Promise<HttpAnswer> {
    const { connections, queued } = this.#options;
    if (this.#inFlight >= connections + queued) {
      return Promise.reject(new TooManyCalls(`${queued} calls are waiting for a connection`));
    }
    this.#inFlight += 1;
    return new Promise((resolve, reject) => {
      const release = () => (this.#inFlight -= 1);
      const call = new HttpCall(limits, { resolve, reject, release });
      try {
        this.#pool.dispatch(request, call);
      } catch (error) {
        call.onResponseError(undefined, error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** Lets calls in flight end, then closes the connections. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Closes the connections at once, with what is still in flight. */
  destroy(): Promise<void> {
    return this.#pool.destroy();
  }
}

/** The server closed the connection just as we wrote to it, without a response. A new connection may work. */
const CONNECTION_LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

export function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONNECTION_LOST.has(String(error.code));
}
