import { type BucketContent, readBucket } from './closer.ts';
import { Fold, freshState, type LedgerDependencies } from './fold.ts';
import { TooMuchToRead } from './lanes.ts';
import type { Head } from './records.ts';
import { retryOnMovedPages } from './open-orders.ts';
import { batchPageReads } from './page-reader.ts';
import type { LedgerStore } from './store.ts';

/** Most uncounted buckets, and most parts, that one call reads. They pile up while no closer runs. */
const BUCKETS_LIMIT = 32;
const PARTS_LIMIT = 2_000;

/** The current counts of participants. */
export interface Standings {
  /** Everything written before then is counted; ms since 1970. */
  readonly asOf: number;
  /** When the last bucket was closed; ms since 1970. */
  readonly closedAt: number;
  /** False if there were too many uncounted buckets to read: then nothing after `closedAt` is counted. */
  readonly isCurrent: boolean;
  readonly byName: ReadonlyMap<string, Fold>;
}

/**
 * Reads the counted states of participants and adds the buckets that are not counted yet. The result has everything that
 * was written before the call.
 */
export function readStandings(deps: LedgerDependencies, names: readonly string[]): Promise<Standings> {
  return retryOnMovedPages(async () => {
    const { store, buckets, now } = deps;
    const batched = batchPageReads(deps);
    const asOf = now();
    const head = await buckets.read();
    const tail = await readTail(store, head, names.length === 1 ? names[0] : undefined);
    const states = await store.readStates(names);
    const readOne = async (name: string) => {
      const fold = new Fold(batched, name, states.get(name)?.state ?? freshState());
      await fold.addSkipped(head, head.closedThrough);
      for (const { bucket, orders, claims } of tail ?? []) {
        if (bucket > fold.through) await fold.add(bucket, orders, claims.get(name) ?? []);
      }
      return [name, fold] as const;
    };
    const byName = new Map(await Promise.all(names.map(readOne)));
    const { closedAt } = head;
    return { asOf: tail ? asOf : closedAt, closedAt, isCurrent: tail !== undefined, byName };
  });
}

/** The uncounted buckets; undefined if there are too many to read. */
async function readTail(
  store: LedgerStore,
  head: Head,
  only: string | undefined,
): Promise<readonly BucketContent[] | undefined> {
  if (head.open - head.closedThrough > BUCKETS_LIMIT) return undefined;
  const tail: BucketContent[] = [];
  let partsLeft = PARTS_LIMIT;
  try {
    for (let bucket = head.closedThrough + 1; bucket <= head.open; bucket += 1) {
      const content = await readBucket(store, head, bucket, only, partsLeft);
      partsLeft -= content.parts;
      tail.push(content);
    }
    return tail;
  } catch (error) {
    if (error instanceof TooMuchToRead) return undefined;
    throw error;
  }
}
