import { type BucketContent, readBucket } from './closer.ts';
import { Fold, freshState, type LedgerParts } from './fold.ts';
import { TooMuchToRead } from './lanes.ts';
import type { Head } from './records.ts';
import { withPages } from './open-orders.ts';
import { gatheringPages } from './page-reader.ts';
import type { LedgerStore } from './store.ts';

/** Uncounted buckets that a reader reads, and parts in all: where closing stands still they become more and more. */
const BUCKETS_LIMIT = 32;
const PARTS_LIMIT = 2_000;

/** How the participants stand. */
export interface Standings {
  /** Everything before then is in; ms since 1970. */
  readonly asOf: number;
  /** When the last bucket was closed; ms since 1970. */
  readonly closedAt: number;
  /** False where too much is uncounted to be read now: what came after `closedAt` is then missing. */
  readonly isCurrent: boolean;
  readonly byName: ReadonlyMap<string, Fold>;
}

/**
 * Reads how participants stand at this moment: the states, and on top of them the buckets that are not counted yet.
 * Everything that was in the ledger before the call is in.
 */
export function readStandings(parts: LedgerParts, names: readonly string[]): Promise<Standings> {
  return withPages(async () => {
    const { store, buckets, now } = parts;
    const gathering = gatheringPages(parts);
    const asOf = now();
    const head = await buckets.read();
    const tail = await readTail(store, head, names.length === 1 ? names[0] : undefined);
    const states = await store.readStates(names);
    const readOne = async (name: string) => {
      const fold = new Fold(gathering, name, states.get(name)?.state ?? freshState());
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

/** Undefined where it is too much. */
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
