import { AsyncLocalStorage } from 'node:async_hooks';

/** The deadline of the current work, by performance.now(); undefined for work in the background. */
const current = new AsyncLocalStorage<number | undefined>();

/** Limit of a request that reads much of the ledger. Its callers give up after 30 s. */
export const READING_LIMIT_MS = 10_000;

/** Runs work whose calls to DynamoDB all end within the limit. */
export function withDeadline<T>(limitMs: number, work: () => T): T {
  return current.run(performance.now() + limitMs, work);
}

/** Runs work that may go on after its request has ended. */
export function withoutDeadline<T>(work: () => T): T {
  return current.run(undefined, work);
}

/** The deadline of the current work, by performance.now(); Infinity if it has none. */
export function deadline(): number {
  return current.getStore() ?? Infinity;
}
