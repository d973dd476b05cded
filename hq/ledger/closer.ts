import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Buckets } from './buckets.ts';
import { Fold, type FoldParts, freshState, isOwed } from './fold.ts';
import { claimLanes, decodeClaims, decodeOrders, groupOf, layoutOf, orderLanes, readLanes } from './lanes.ts';
import type { Claim, Head, LaneOrder, State } from './records.ts';
import type { LedgerStore, StoredState } from './store.ts';

/** A participant who is opened or closed while being counted is counted again. */
const COUNTING_ATTEMPTS = 10;
/** Participants counted at once. */
const PARALLEL = 8;

export interface CloserParts extends Omit<FoldParts, 'store'> {
  readonly store: LedgerStore;
  readonly buckets: Buckets;
  /** Everybody who may be owed orders. */
  readonly listNames: () => Promise<readonly string[]>;
  readonly now: Clock;
  /** A bucket that has something is closed when it is as old as this, in ms. */
  readonly bucketMs: number;
}

/** What a bucket has. */
export interface BucketContent {
  readonly orders: readonly LaneOrder[];
  readonly claims: ReadonlyMap<string, readonly Claim[]>;
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
    let counted = 0;
    for (let bucket = head.closedThrough + 1; bucket < head.open; bucket += 1) {
      await this.#close(bucket, head);
      counted += 1;
    }
    return counted;
  }

  /** A bucket that has nothing stays open, however old it is. */
  async #isDue(head: Head): Promise<boolean> {
    const { store, now, bucketMs } = this.parts;
    const age = now() - head.openedAt;
    if (age >= 0 && age < bucketMs) return false;
    const layout = layoutOf(head, head.open);
    for (const lane of [...orderLanes(layout), ...claimLanes(layout)]) {
      const { parts } = await store.readLane(lane, { bucket: head.open, part: 0 }, head.open);
      if (parts.length > 0) return true;
    }
    return false;
  }

  async #close(bucket: number, head: Head): Promise<void> {
    const { store, listNames, now } = this.parts;
    const content = await readBucket(store, head, bucket);
    // Read after the fence: it has everybody who was opened before the bucket was closed.
    const names = content.orders.length > 0 ? await listNames() : [];
    const concerned = [...new Set([...content.claims.keys(), ...names])];
    const states = await store.readStates(concerned);
    const affected = concerned.filter((name) => {
      const state = states.get(name)?.state;
      return content.claims.has(name) || (state && isOwed(state, bucket));
    });
    for (let first = 0; first < affected.length; first += PARALLEL) {
      const some = affected.slice(first, first + PARALLEL);
      await Promise.all(some.map((name) => this.#count(name, bucket, head, content, states.get(name))));
    }
    await store.closeThrough(bucket, now());
  }

  async #count(
    name: string,
    bucket: number,
    head: Head,
    content: BucketContent,
    known: StoredState | undefined,
  ): Promise<void> {
    const { store } = this.parts;
    let stored = known;
    for (let attempt = 0; attempt < COUNTING_ATTEMPTS; attempt += 1) {
      if (attempt > 0) stored = (await store.readStates([name])).get(name);
      const state = stored?.state ?? freshState();
      if (state.through >= bucket) return;
      try {
        if (await this.#countFrom(name, state, stored?.revision, bucket, head, content)) return;
      } catch (error) {
        // Another closer has moved on.
        if (!(error instanceof Error && error.name === 'PageIsGone')) throw error;
      }
    }
    throw new Error(`${name} was changed by others while bucket ${bucket} was counted, again and again.`);
  }

  async #countFrom(
    name: string,
    state: State,
    revision: number | undefined,
    bucket: number,
    head: Head,
    content: BucketContent,
  ): Promise<boolean> {
    const { store } = this.parts;
    const fold = new Fold(this.parts, name, state);
    await addSkipped(store, fold, state, head, bucket - 1);
    await fold.add(bucket, content.orders, content.claims.get(name) ?? []);
    const { newest, pages, put, drop } = await fold.open.store(
      `${bucket}.${randomBytes(6).toString('base64url')}`,
    );
    await Promise.all([store.putPages(name, put), store.putStrays(name, fold.strays)]);
    if (!(await store.writeState(name, { ...fold.counted, newest, pages }, revision))) return false;
    await store.deletePages(name, drop);
    return true;
  }
}

/**
 * Adds the buckets up to this one that were counted for others alone, since the state did not say yet that the participant
 * was owed their orders. It has claims in none of them.
 */
export async function addSkipped(
  store: Pick<LedgerStore, 'readLane'>,
  fold: Fold,
  state: State,
  head: Pick<Head, 'layouts'>,
  through: number,
): Promise<void> {
  const owedFrom = state.periods.map(({ from }) => Math.max(from, state.through + 1, state.since));
  const from = Math.min(...owedFrom.filter((bucket) => isOwed(state, bucket)));
  if (from > through) return;
  const lanes = new Set(head.layouts.flatMap((layout) => orderLanes(layout)));
  const parts = await readLanes(store, [...lanes], from, through);
  for (const bucket of [...new Set(parts.map((part) => part.bucket))].sort((a, b) => a - b)) {
    await fold.add(bucket, decodeOrders(parts.filter((part) => part.bucket === bucket)), []);
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
  const claims = new Map<string, Claim[]>();
  for (const claim of decodeClaims(claimParts)) {
    const own = claims.get(claim.participant);
    if (own) own.push(claim);
    else claims.set(claim.participant, [claim]);
  }
  return { orders: decodeOrders(orderParts), claims };
}
