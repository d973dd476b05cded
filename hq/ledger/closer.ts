import { randomBytes } from 'node:crypto';
import { ConcurrencyLimit } from '../concurrency-limit.ts';
import { Fold, freshState, isOwed, type LedgerDependencies } from './fold.ts';
import {
  claimLanes,
  decodeClaims,
  decodeOrders,
  everyLane,
  groupBy,
  groupOf,
  layoutOf,
  orderLanes,
  readLanes,
} from './lanes.ts';
import { PageIsGone } from './open-orders.ts';
import type { Claim, Head, LaneOrder } from './records.ts';
import type { LedgerStore, StoredState } from './store.ts';

/** Counting is retried if the participant was changed meanwhile. */
const COUNTING_ATTEMPTS = 10;
/** Participants counted concurrently. */
const PARALLEL = 8;

export interface CloserDependencies extends LedgerDependencies {
  /** The names of all participants. */
  readonly listNames: () => Promise<readonly string[]>;
  /** The age at which a bucket with content is closed, in ms. */
  readonly bucketMs: number;
}

/** The decoded content of a bucket. */
export interface BucketContent {
  readonly bucket: number;
  readonly orders: readonly LaneOrder[];
  /** By participant. */
  readonly claims: ReadonlyMap<string, readonly Claim[]>;
  /** Number of parts that were read. */
  readonly parts: number;
}

/**
 * Closes buckets that are due and counts them in sequence, participant by participant. One conditional write moves a
 * participant's state to the next bucket. So the result is the same with several closers, and when closers crash.
 */
export class Closer {
  constructor(private readonly deps: CloserDependencies) {}

  /** Counts everything that is due. @returns the number of buckets counted */
  async run(): Promise<number> {
    const { buckets } = this.deps;
    let head = await buckets.read();
    if (await this.#isDue(head)) head = await buckets.advance(head.open);
    for (let bucket = head.closedThrough + 1; bucket < head.open; bucket += 1)
      await this.#close(bucket, head);
    return head.open - head.closedThrough - 1;
  }

  /** An empty bucket stays open. */
  async #isDue(head: Head): Promise<boolean> {
    const { store, now, bucketMs } = this.deps;
    const age = now() - head.openedAt;
    if (age >= 0 && age < bucketMs) return false;
    const lanes = everyLane(layoutOf(head, head.open));
    return (await readLanes(store, lanes, head.open, head.open)).length > 0;
  }

  async #close(bucket: number, head: Head): Promise<void> {
    const { store, listNames, now } = this.deps;
    const content = await readBucket(store, head, bucket);
    // Read after the fence, so that the list has every participant that was opened before it.
    const names = [...new Set([...content.claims.keys(), ...(await listNames())])];
    const states = await store.readStates(names);
    // An owed participant's state moves on even in a bucket without orders: a report reads the buckets after the state.
    const affected = names.filter((name) => {
      const state = states.get(name)?.state;
      return content.claims.has(name) || (state && isOwed(state, bucket));
    });
    const limit = new ConcurrencyLimit(PARALLEL);
    const count = (name: string) => limit.run(() => this.#count(name, head, content, states.get(name)));
    await Promise.all(affected.map(count));
    await store.closeThrough(bucket, now());
  }

  async #count(name: string, head: Head, content: BucketContent, known?: StoredState): Promise<void> {
    let stored = known;
    for (let attempt = 0; attempt < COUNTING_ATTEMPTS; attempt += 1) {
      if (attempt > 0) stored = (await this.deps.store.readStates([name])).get(name);
      if (stored && stored.state.through >= content.bucket) return;
      try {
        if (await this.#countFrom(name, head, content, stored)) return;
      } catch (error) {
        // Another closer has replaced the page.
        if (!(error instanceof PageIsGone)) throw error;
      }
    }
    throw new Error(
      `${name} was changed ${COUNTING_ATTEMPTS} times while bucket ${content.bucket} was counted. The next run counts it.`,
    );
  }

  async #countFrom(
    name: string,
    head: Head,
    { bucket, orders, claims }: BucketContent,
    { state = freshState(), revision }: Partial<StoredState> = {},
  ): Promise<boolean> {
    const { store } = this.deps;
    const fold = new Fold(this.deps, name, state);
    await fold.addSkipped(head, bucket - 1);
    await fold.add(bucket, orders, claims.get(name) ?? []);
    const attempt = `${bucket}.${randomBytes(6).toString('base64url')}`;
    const { newest, pages, oldest, put, drop } = await fold.open.store(attempt);
    await Promise.all([store.putPages(name, put), store.putStrays(name, fold.strays)]);
    const isWritten = await store.writeState(name, { ...fold.counted, newest, pages, oldest }, revision);
    // A write that was refused may still have happened: its answer was lost. Pages that the stored state names stay.
    const inUse = isWritten ? pages : (await store.readStates([name])).get(name)?.state.pages;
    const unused = new Set([...put.keys(), ...drop]);
    for (const { key } of inUse ?? []) unused.delete(key);
    await store.deletePages(name, [...unused]);
    return isWritten;
  }
}

/** Reads a bucket, for all participants or for one. Claims are read before orders, so that each claim finds its order. */
export async function readBucket(
  store: Pick<LedgerStore, 'readLane'>,
  head: Pick<Head, 'layouts'>,
  bucket: number,
  only?: string,
  partsLimit?: number,
): Promise<BucketContent> {
  const layout = layoutOf(head, bucket);
  const group = only === undefined ? undefined : groupOf(only, layout.groups);
  const claimParts = await readLanes(store, claimLanes(layout, group), bucket, bucket, partsLimit);
  const orderParts = await readLanes(store, orderLanes(layout), bucket, bucket, partsLimit);
  const claims = groupBy(decodeClaims(claimParts), ({ participant }) => participant);
  const parts = claimParts.length + orderParts.length;
  return { bucket, orders: decodeOrders(orderParts), claims, parts };
}
