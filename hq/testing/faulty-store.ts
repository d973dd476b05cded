import type { LedgerStore } from '../ledger/store.ts';

/** The position of the argument with the items of a batch, which DynamoDB may process in part. */
const BATCH_WRITES: Readonly<Record<string, number>> = {
  ...{ putOrders: 0, deleteOrders: 0 },
  ...{ putPages: 1, deletePages: 1, putStrays: 1 },
};
const WRITES = new Set([
  ...[
    'append',
    'fence',
    'openNext',
    'closeThrough',
    'createHead',
    'writeState',
    'deleteRows',
    'writeExtensions',
  ],
  ...Object.keys(BATCH_WRITES),
]);

/** The faults of a process. */
export interface Faults {
  /** One operation fails; if the process dies, all later ones do, too. */
  readonly fault: {
    readonly after: number;
    readonly dies: boolean;
    /** A bit for each item that is written although the operation fails. A single write uses the first bit. */
    readonly part: number;
  } | null;
  /** The process is frozen for this many turns. */
  readonly freeze: { readonly after: number; readonly turns: number } | null;
  /** Every write is made twice, as by a client whose answer was lost. */
  readonly repeats: boolean;
}

/** Wraps a store with the faults of a process. */
export function faulty(
  store: LedgerStore,
  { fault, freeze, repeats }: Faults,
  sleep: (turns: number) => Promise<void>,
  onFault: () => void,
): LedgerStore {
  let count = 0;
  let isDead = false;
  let frozen: Promise<void> | undefined;
  return new Proxy(store, {
    get: (target, property) => {
      const name = String(property);
      const operation: unknown = Reflect.get(target, property, target);
      if (typeof operation !== 'function') return operation;
      const call = (args: readonly unknown[]): unknown => Reflect.apply(operation, target, args);
      return async (...args: unknown[]): Promise<unknown> => {
        const after = count;
        count += 1;
        if (after === freeze?.after) frozen = sleep(freeze.turns);
        await frozen;
        if (isDead) throw new Error('The process is dead.');
        if (after === fault?.after) {
          isDead = fault.dies;
          onFault();
          if (WRITES.has(name)) await writeSome(name, args, fault.part, call);
          throw new Error(`${name} failed.`);
        }
        const first = await call(args);
        return repeats && WRITES.has(name) ? call(args) : first;
      };
    },
  });
}

async function writeSome(
  name: string,
  args: readonly unknown[],
  part: number,
  call: (args: readonly unknown[]) => unknown,
): Promise<void> {
  const isIn = (_item: unknown, index: number) => ((part >> index) & 1) === 1;
  const position = BATCH_WRITES[name];
  if (position === undefined) {
    if (isIn(name, 0)) await call(args);
    return;
  }
  const items = args[position];
  const some = items instanceof Map ? new Map([...items].filter(isIn)) : (items as unknown[]).filter(isIn);
  await call(args.with(position, some));
}
