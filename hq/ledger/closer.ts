import { randomBytes } from 'node:crypto';
import { ConcurrencyLimit } from '../concurrency-limit.ts';
import { Fold, freshState, isOwed, type LedgerParts } from './fold.ts';
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

/** A participant who is opened or closed while being counted is counted again. */
const COUNTING_ATTEMPTS = 10;
/** Participants counted at once. */
const PARALLEL = 8;

export interface CloserParts extends LedgerParts {
  /** Everybody who may be owed orders. */
  readonly listNames: () => Promise<readonly string[]>;
  /** A bucket that has something is closed when it is as old as this, in ms. */
  readonly bucketMs: number;
}

/** What a bucket has. */
export interface BucketContent {
  readonly bucket: number;
  readonly orders: readonly LaneOrder[];
  /** By participant. */
  readonly claims: ReadonlyMap<string, readonly Claim[]>;
  /** How many parts of lanes it has. */
  readonly parts: number;
}

/**
 * Closes buckets: opens the next one when it is time, and counts the closed ones in sequence, participant by participant.
 * Each participant's state moves on by one conditional write, so that any number of closers, dying anywhere, have one
 * result.
 */
export class Closer {
  constructor(private readonly parts: CloserParts) {}

  /** Counts everything that is due. @returns the buckets that were counted */
  async run(): Promise<number> {
    const { buckets } = this.parts;
    let head = await buckets.read();
    if (await this.#isDue(head)) head = await buckets.turn(head.open);
    for (let bucket = head.closedThrough + 1; bucket < head.open; bucket += 1)
      await this.#close(bucket, head);
    return head.open - head.closedThrough - 1;
  }

  /** A bucket that has nothing stays open, however old it is. */
  async #isDue(head: Head): Promise<boolean> {
    const { store, now, bucketMs } = this.parts;
    const age = now() - head.openedAt;
    if (age >= 0 && age < bucketMs) return false;
    const lanes = everyLane(layoutOf(head, head.open));
    return (await readLanes(store, lanes, head.open, head.open)).length > 0;
  }

  async #close(bucket: number, head: Head): Promise<void> {
    const { store, listNames, now } = this.parts;
    const content = await readBucket(store, head, bucket);
    // Names are read after the fence: they have everybody who was opened before the bucket was closed. Every owed
    // participant's state moves on, without orders, too: a report reads the closed buckets that a state is behind.
    const concerned = [...new Set([...content.claims.keys(), ...(await listNames())])];
    const states = await store.readStates(concerned);
    const affected = concerned.filter((name) => {
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
      if (attempt > 0) stored = (await this.parts.store.readStates([name])).get(name);
      if (stored && stored.state.through >= content.bucket) return;
      try {
        if (await this.#countFrom(name, head, content, stored)) return;
      } catch (error) {
        // Another closer has moved on.
        if (!(error instanceof PageIsGone)) throw error;
      }
    }
    throw new Error(
      `${name} was changed by others while bucket ${content.bucket} was counted, again and again.`,
    );
  }

  async #countFrom(
    name: string,
    head: Head,
    { bucket, orders, claims }: BucketContent,
    { state = freshState(), revision }: Partial<StoredState> = {},
  ): Promise<boolean> {
    const { store } = this.parts;
    const fold = new Fold(this.parts, name, state);
    await fold.addSkipped(head, bucket - 1);
    await fold.add(bucket, orders, claims.get(name) ?? []);
    const attempt = `${bucket}.${randomBytes(6).toString('base64url')}`;
    const { newest, pages, oldest, put, drop } = await fold.open.store(attempt);
    await Promise.all([store.putPages(name, put), store.putStrays(name, fold.strays)]);
    const isWritten = await store.writeState(name, { ...fold.counted, newest, pages, oldest }, revision);
    // A refused write may have been made all the same, its answer lost: what the state names stays.
    const named = isWritten ? pages : (await store.readStates([name])).get(name)?.state.pages;
    const unused = new Set([...put.keys(), ...drop]);
    for (const { key } of named ?? []) unused.delete(key);
    await store.deletePages(name, [...unused]);
    return isWritten;
  }
}

/** What a bucket has, of all participants or of one. Claims are read first: each finds its order. */
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
