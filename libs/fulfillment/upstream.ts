import { type HttpAnswer, HttpPool, isConnectionLost } from '../http-pool/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { reasonOf } from '../errors/index.ts';
import { FulfillmentError } from './fulfillment.client.ts';

/**
 * A Node server accepts one connection in each turn of its event loop (libuv since 1.45). If it is busy, a turn takes a
 * tenth of a second and more: with hundreds of new connections at once, calls would lose their whole time waiting to be
 * accepted. Calls that wait here instead meet a connection that is open.
 */
const MAXIMUM_CONNECTIONS = 32;
/** Calls that may wait for a connection; more are refused at once. 1,024 in 4 s on 32 connections are 125 ms a call. */
const MAXIMUM_QUEUED = 1_024;
/** Below the 75 s of our services and of HQ's: API Gateway names no time. */
const KEEP_ALIVE_MS = 60_000;
const MAXIMUM_ANSWER_SIZE = 64 * 1_024;
/** No answer of our contracts is longer than a sentence. */
const MAXIMUM_ANSWER_LENGTH = 1_024;

/**
 * One upstream service, reached through a pool of keep-alive connections rather than by axios, because this call is on
 * every order's way: axios costs five times the CPU time there.
 */
export class Upstream {
  readonly #pool: HttpPool;
  readonly #path: string;
  readonly #timeLimitMs: number;

  /**
   * @param label as the metrics call it
   * @param name as messages call it, at the beginning of a sentence
   * @param timeLimitMs for one call as a whole, waiting for a connection and a second try included
   * @throws FulfillmentError if the URL is none
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
   * @param repeatable whether the request may be sent once more when its connection is lost: it may if the ledger can
   *   tell by an order id that both are one
   * @throws FulfillmentError if there is no connection, no answer in time, or an answer cut off
   */
  async post(headers: Record<string, string>, body: string, repeatable: boolean): Promise<HttpAnswer> {
    const begun = performance.now();
    let status = 0;
    try {
      const answer = await this.#send(headers, body, this.#timeLimitMs).catch((error: unknown) => {
        if (!repeatable || !isConnectionLost(error)) throw error;
        return this.#send(headers, body, begun + this.#timeLimitMs - performance.now());
      });
      ({ status } = answer);
      return answer;
    } catch (cause) {
      throw new FulfillmentError(`${this.name} cannot be reached (${reasonOf(cause)}).`, { cause });
    } finally {
      this.metrics.addUpstreamCall(this.label, status, (performance.now() - begun) / 1_000);
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
