import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Problem } from './problem.ts';
import { pathOf, statusAndReason, RefusalLog } from './refusal-log.ts';

/** Per period, each kind of refusal is logged once, and at most this many kinds are. */
const PERIOD_MS = 10_000;
const LINES_A_PERIOD = 20;

/**
 * Logs refused and failed requests with route, reason, caller, request id and a fingerprint of the key, to find their
 * sender. The number of lines per period is limited; the first refusal of the next period says how many were left out.
 */
export class LimitedRefusalLog extends RefusalLog {
  readonly #now: () => number;
  readonly #keyHeaders: readonly string[];
  readonly #logged = new Set<string>();
  #endsAt = -Infinity;
  #left = 0;

  /**
   * @param now milliseconds since 1970
   * @param keyHeaders the headers with keys; the first one present is used
   */
  constructor(now: () => number, keyHeaders: readonly string[]) {
    super();
    this.#now = now;
    this.#keyHeaders = keyHeaders;
  }

  override add(request: FastifyRequest, problem: Problem): void {
    const { url: route } = request.routeOptions;
    const fingerprint = fingerprintOf(this.#keyHeaders.map((name) => request.headers[name]));
    const kind = [request.method, route, problem.status, fingerprint].join(' ');
    if (!this.#isFirst(kind, request.id)) return;
    const who = [`caller ${request.caller ?? 'unknown'}`, fingerprint, `request ${request.id}`];
    this.write(
      request.id,
      `${request.method} ${route ?? pathOf(request)} → ${statusAndReason(problem)} (${who.join(', ')})`,
      problem.error,
    );
  }

  override addUnreadable(requestId: string, status: number, code: string): void {
    if (this.#isFirst(`unreadable ${status}`, requestId)) super.addUnreadable(requestId, status, code);
  }

  /** Whether a refusal is the first of its kind in this period, and the period's limit is not reached. */
  #isFirst(kind: string, requestId: string): boolean {
    if (this.#now() >= this.#endsAt) {
      if (this.#left > 0) this.write(requestId, `${this.#left} more requests like those were refused.`);
      this.#logged.clear();
      this.#left = 0;
      this.#endsAt = this.#now() + PERIOD_MS;
    }
    if (this.#logged.has(kind) || this.#logged.size >= LINES_A_PERIOD) {
      this.#left += 1;
      return false;
    }
    this.#logged.add(kind);
    return true;
  }
}

/** The first 8 hex digits of a key's SHA-256: enough to distinguish keys, too little to recover one. */
function fingerprintOf(keys: readonly (string | readonly string[] | undefined)[]): string {
  const key = keys.find((one) => one !== undefined && one !== '');
  if (key === undefined) return 'no key';
  return `key ${createHash('sha256').update(String(key)).digest('hex').slice(0, 8)}`;
}
