import { Pool } from 'undici';

/** What an upstream service answered. The body is cut at {@link MAXIMUM_ANSWER_LENGTH} characters. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly body: string;
}

/** No answer of our contracts is longer than a sentence. */
const MAXIMUM_ANSWER_LENGTH = 1_024;
const MAXIMUM_CONNECTIONS = 256;

/** A connection that the other side closed just as we wrote to it: nothing was answered, and a new one may do. */
const CONNECTION_LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONNECTION_LOST.has(String(error.code));
}

/**
 * One upstream service, reached through a pool of keep-alive connections. undici rather than axios, because this call
 * is on every order's way: axios costs five times the CPU time there.
 */
export class Upstream {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #timeLimitMs: number;

  /** @param timeLimitMs for one call as a whole, waiting for a connection and a second try included */
  constructor(url: string, timeLimitMs: number) {
    const { origin, pathname, search } = new URL(url);
    this.#pool = new Pool(origin, {
      connections: MAXIMUM_CONNECTIONS,
      connect: { timeout: timeLimitMs },
      headersTimeout: timeLimitMs,
      bodyTimeout: timeLimitMs,
      maxResponseSize: 64 * 1_024,
    });
    this.#path = pathname + search;
    this.#timeLimitMs = timeLimitMs;
  }

  /**
   * Posts JSON.
   *
   * @param repeatable whether the request may be sent once more when its connection is lost: it may if the ledger can
   *   tell by an order id that both are one
   * @throws what undici throws: no connection, no answer in time, an answer cut off
   */
  async post(headers: Record<string, string>, body: string, repeatable: boolean): Promise<UpstreamAnswer> {
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort(new Error(`No answer within ${this.#timeLimitMs} ms`));
    }, this.#timeLimitMs);
    try {
      return await this.#send(headers, body, limit.signal);
    } catch (error) {
      if (!repeatable || !isConnectionLost(error)) throw error;
      return await this.#send(headers, body, limit.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets calls in hand end, then closes the connections. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #send(headers: Record<string, string>, body: string, signal: AbortSignal): Promise<UpstreamAnswer> {
    const answer = await this.#pool.request({ path: this.#path, method: 'POST', headers, body, signal });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text.slice(0, MAXIMUM_ANSWER_LENGTH) };
  }
}
