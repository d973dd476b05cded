import { AsyncLocalStorage } from 'node:async_hooks';

/** When the work in hand is to end, by performance.now(); undefined where nobody waits for it. */
const current = new AsyncLocalStorage<number | undefined>();

/** For a request that reads much of the ledger: its callers give up after 30 s. */
export const READING_LIMIT_MS = 10_000;

/** Runs work whose calls to DynamoDB all end within the limit. */
export function withDeadline<T>(limitMs: number, work: () => T): T {
  return current.run(performance.now() + limitMs, work);
}

/** Runs work that goes on when the request which began it has ended. */
export function withoutDeadline<T>(work: () => T): T {
  return current.run(undefined, work);
}

/** When the work in hand is to end, by performance.now(). */
export function deadline(): number {
  return current.getStore() ?? Infinity;
}
