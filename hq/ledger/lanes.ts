import type { Claim, Flush, Head, LaneOrder, LanePart, Layout } from './records.ts';
import type { LedgerStore } from './store.ts';

/** Most parts of a lane in one bucket. A closer that works closes the bucket long before. */
const PARTS_LIMIT = 100_000;

export const claimLane = (group: number, lane: number): string => `claims#${group}.${lane}`;
export const orderLane = (lane: number): string => `orders#${lane}`;

/** The claim lanes of one group, or of all groups. */
export function claimLanes({ groups, lanes }: Layout, only?: number): readonly string[] {
  const wanted = only === undefined ? range(groups) : [only];
  return wanted.flatMap((group) => range(lanes).map((lane) => claimLane(group, lane)));
}

export function orderLanes({ lanes }: Layout): readonly string[] {
  return range(lanes).map(orderLane);
}

export function everyLane(layout: Layout): readonly string[] {
  return [...claimLanes(layout), ...orderLanes(layout)];
}

export function layoutOf({ layouts }: Pick<Head, 'layouts'>, bucket: number): Layout {
  const found = layouts.findLast(({ from }) => from <= bucket);
  if (!found) throw new Error(`The ledger has no layout for bucket ${bucket}.`);
  return found;
}

/** FNV-1a hash: even, and stable across releases. */
export function groupOf(name: string, groups: number): number {
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % groups;
}

export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export function encodeOrders(orders: readonly LaneOrder[]): string {
  return JSON.stringify(orders.map(({ orderId, resources }) => [orderId, resources]));
}

export function encodeClaims(claims: readonly Claim[]): string {
  return JSON.stringify(
    claims.map(({ participant, orderId, resources, by, at, attemptId }) => [
      ...[participant, orderId, resources, by, at, attemptId],
    ]),
  );
}

/** Each order once. A flush that was retried after a lost answer may be in two parts. */
export function decodeOrders(parts: readonly LanePart[]): readonly LaneOrder[] {
  const orders = new Map<string, LaneOrder>();
  for (const [orderId, resources] of entriesOf<[string, string[]]>(parts)) {
    orders.set(orderId, { orderId, resources });
  }
  return [...orders.values()].sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
}

/** Sorted by arrival, then by attempt id: the order in which claims count. */
export function decodeClaims(parts: readonly LanePart[]): readonly Claim[] {
  return [...entriesOf<[string, string, string[], string, number, string]>(parts)]
    .map(([participant, orderId, resources, by, at, attemptId]) => ({
      ...{ participant, orderId, resources, by, at, attemptId },
    }))
    .sort((a, b) => a.at - b.at || (a.attemptId < b.attemptId ? -1 : 1));
}

/** The content of one bucket's lanes. */
export interface LedgerBucket {
  readonly bucket: number;
  readonly orders: readonly LaneOrder[];
  readonly claims: readonly Claim[];
}

/** Decodes parts and groups them by bucket, in ascending order. */
export function bucketsOf(parts: readonly LanePart[]): readonly LedgerBucket[] {
  const byBucket = [...groupBy(parts, (part) => part.bucket)].sort(([a], [b]) => a - b);
  return byBucket.map(([bucket, own]) => {
    const [orders, claims] = [own.filter(isOfOrders), own.filter((part) => !isOfOrders(part))];
    return { bucket, orders: decodeOrders(orders), claims: decodeClaims(claims) };
  });
}

/** Groups items in one pass, since there may be as many groups as items. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const own = groups.get(keyOf(item));
    if (own) own.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function isOfOrders({ lane }: LanePart): boolean {
  return lane.startsWith('orders#');
}

function* entriesOf<T>(parts: readonly LanePart[]): Generator<T> {
  for (const { flushes } of parts) for (const flush of flushes.values()) yield* JSON.parse(flush) as T[];
}

/** Appends to lanes. When a part is full, it goes to the next one. */
export class LaneWriter {
  /** The current part of each lane: all parts before it are full. */
  readonly #parts = new Map<string, { readonly bucket: number; readonly part: number }>();

  constructor(private readonly store: Pick<LedgerStore, 'append' | 'readPart'>) {}

  /** @returns false if the bucket is closed */
  async append(lane: string, bucket: number, flush: Flush, { partBytes }: Layout): Promise<boolean> {
    const known = this.#parts.get(lane);
    let part = known?.bucket === bucket ? known.part : 0;
    while (part < PARTS_LIMIT) {
      const key = { lane, bucket, part };
      if (await this.store.append(key, flush, partBytes)) return true;
      const stored = await this.store.readPart(key);
      if (stored.flushes.has(flush.id)) return true;
      if (stored.bytes >= partBytes) {
        part += 1;
        // Set before the next write, so that a claim that times out there is retried from here.
        this.#parts.set(lane, { bucket, part });
      } else if (stored.closed) return false;
    }
    throw new Error(
      `Lane ${lane} has ${PARTS_LIMIT} parts in bucket ${bucket}. Check that the closing job runs.`,
    );
  }
}

/** All parts of these lanes in the buckets `from` to `through`. @throws TooMuchToRead beyond the limit */
export async function readLanes(
  store: Pick<LedgerStore, 'readLane'>,
  lanes: readonly string[],
  from: number,
  through: number,
  partsLimit = Infinity,
): Promise<readonly LanePart[]> {
  const found: LanePart[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      let next: { bucket: number; part: number } | undefined = { bucket: from, part: 0 };
      while (next) {
        const page = await store.readLane(lane, next, through);
        found.push(...page.parts);
        if (found.length > partsLimit) throw new TooMuchToRead();
        next = page.next;
      }
    }),
  );
  return found;
}

/** The uncounted lanes have more parts than one request may read. */
export class TooMuchToRead extends Error {
  override readonly name = 'TooMuchToRead';
}
