import type { LedgerStore } from '../ledger/store.ts';

const WRITES = new Set([
  ...['append', 'fence', 'openNext', 'closeThrough', 'createHead', 'putOrders', 'deleteOrders'],
  ...['writeState', 'putPages', 'deletePages', 'putStrays'],
]);

/** A store whose user dies before so many operations, and makes every write twice if it repeats. */
export function faulty(store: LedgerStore, operations: number, repeats: boolean): LedgerStore {
  let left = operations;
  return new Proxy(store, {
    get: (target, name) => {
      const operation: unknown = Reflect.get(target, name, target);
      if (typeof operation !== 'function') return operation;
      return async (...args: unknown[]): Promise<unknown> => {
        left -= 1;
        if (left < 0) throw new Error('dead');
        const first: unknown = await Reflect.apply(operation, target, args);
        return repeats && WRITES.has(String(name)) ? Reflect.apply(operation, target, args) : first;
      };
    },
  });
}
