import { type HttpAnswer, HttpPool, isConnectionLost } from '../http-pool/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { reasonOf } from '../errors/index.ts';
import { FulfillmentError } from './fulfillment.client.ts';

/**
 * Connections in the pool. A Node server accepts one connection per turn of its event loop (libuv since 1.45), and a turn
 * of a busy server takes 0.1 s or more. Hundreds of new connections would time out before they are accepted; calls that
 * wait in this pool get an open connection.
 */
const MAXIMUM_CONNECTIONS = 32;
/** Most calls that wait for a connection; more are refused at once. 1,024 calls in 4 s on 32 connections take 125 ms each. */
const MAXIMUM_QUEUED = 1_024;
/** Shorter than the 75 s of our services and HQ. API Gateway documents no idle time. */
const KEEP_ALIVE_MS = 60_000;
const MAXIMUM_ANSWER_SIZE = 64 * 1_024;
/** Largest response: those of our contracts are one sentence. */
const MAXIMUM_ANSWER_LENGTH = 1_024;

/**
 * Calls one upstream service through a pool of keep-alive connections. Every order makes this call, and axios would take
 * five times the CPU time.
 */
export class Upstream {
  readonly #pool: HttpPool;
  readonly #path: string;
  readonly #timeLimitMs: number;

  /**
   * @param label the upstream's name in metrics
   * @param name its name at the beginning of messages
   * @param timeLimitMs for one call, including the wait for a connection and a retry
   * @throws FulfillmentError if the URL is invalid
   */
  constructor(
    private readonly label: string,
    private readonly name: string,
    readonly url: string,
    timeLimitMs: number,
    private readonly metrics: Metrics,
  ) {
    if (!URL.canParse(url)) throw new FulfillmentError(`${name} has no valid address: ${url}.`);
    const { origin, pathname, search } = new URL(url);
    this.#pool = new HttpPool(origin, {
      connections: MAXIMUM_CONNECTIONS,
      queued: MAXIMUM_QUEUED,
      connectTimeoutMs: timeLimitMs,
      keepAliveMs: KEEP_ALIVE_MS,
      maximumAnswerSize: MAXIMUM_ANSWER_SIZE,
    });
    this.#path = pathname + search;
    this.#timeLimitMs = timeLimitMs;
  }

  /**
   * Posts JSON.
   *
   * @param repeatable whether to retry once if the connection is lost: safe if the request has an order id, by which the
   *   ledger recognizes the repeat
   * @throws FulfillmentError if there is no connection, no response in time, or an incomplete one
   */
  async post(headers: Record<string, string>, body: string, repeatable: boolean): Promise<HttpAnswer> {
    const startedAt = performance.now();
    let status = 0;
    try {
      const answer = await this.#send(headers, body, this.#timeLimitMs).catch((error: unknown) => {
        if (!repeatable || !isConnectionLost(error)) throw error;
        return this.#send(headers, body, startedAt + this.#timeLimitMs - performance.now());
      });
      ({ status } = answer);
      return answer;
    } catch (cause) {
      throw new FulfillmentError(`${this.name} cannot be reached (${reasonOf(cause)}).`, { cause });
    } finally {
      this.metrics.addUpstreamCall(this.label, status, (performance.now() - startedAt) / 1_000);
    }
  }

  /** Lets calls in flight end, then closes the connections. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Closes the connections at once, with what is still in flight. */
  destroy(): Promise<void> {
    return this.#pool.destroy();
  }

  async #send(headers: Record<string, string>, body: string, limitMs: number): Promise<HttpAnswer> {
    const request = { path: this.#path, method: 'POST', headers, body };
    const answer = await this.#pool.send(request, { wholeMs: limitMs });
    return { status: answer.status, body: answer.body.slice(0, MAXIMUM_ANSWER_LENGTH) };
  }
}
