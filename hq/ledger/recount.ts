import type { Resource } from '@interstella/libs/orders';
import { isExpired, isOwed } from './fold.ts';
import type { Claim, LaneOrder, OpenOrder, Period } from './records.ts';
import { Tally, type Totals } from './totals.ts';

/** The first claim of a resource, and the number of all claims for it. */
export interface CountedClaim {
  readonly by: string;
  readonly at: number;
  readonly attempts: number;
}

/** An order of one participant, recounted from the lanes. */
export interface CountedOrder {
  readonly orderId: string;
  /** Whether the participant was owed it. */
  readonly owed: boolean;
  readonly missing: readonly Resource[];
  readonly claims: ReadonlyMap<Resource, CountedClaim>;
}

interface Order extends CountedOrder {
  missing: readonly Resource[];
  readonly claims: Map<Resource, CountedClaim>;
}

/** The participant and the buckets to count. */
export interface CountScope {
  readonly participant: string;
  readonly since: number;
  readonly through: number;
  readonly periods: readonly Period[];
  /** How long records are kept, in ms; undefined if for ever. */
  readonly keptMs?: number | undefined;
}

/**
 * Counts participants again from the lanes alone, with all orders in memory. Deliberately simple: an audit compares the
 * ledger's counts with it.
 */
export class Recount {
  /** The ids of all published orders, whether or not a counted participant was owed them. */
  readonly #published = new Set<string>();
  readonly #participants: ReadonlyMap<
    string,
    { counted: CountScope; orders: Map<string, Order>; tally: Tally }
  >;
  /** The last bucket with expired parts, up to which nothing can be counted again. */
  expiredThrough = 0;

  constructor(scopes: readonly CountScope[]) {
    this.#participants = new Map(
      scopes.map((counted) => [
        counted.participant,
        { counted, orders: new Map<string, Order>(), tally: new Tally() },
      ]),
    );
  }

  /** Adds one bucket. Call it for each bucket in ascending order. */
  add(bucket: number, orders: readonly LaneOrder[], claims: readonly Claim[]): void {
    for (const { orderId } of orders) this.#published.add(orderId);
    for (const { counted, orders: own, tally } of this.#participants.values()) {
      if (bucket > counted.through || !isOwed(counted, bucket)) continue;
      tally.count('published', orders.length);
      for (const { orderId, resources } of orders) {
        own.set(orderId, { orderId, owed: true, missing: resources, claims: new Map() });
      }
    }
    for (const claim of claims) this.#claim(bucket, claim);
  }

  totals(participant: string): Totals {
    return this.#of(participant).tally.totals();
  }

  /** Sorted by id. */
  ordersOf(participant: string): readonly CountedOrder[] {
    return [...this.#of(participant).orders.values()].sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
  }

  openOf(participant: string): readonly OpenOrder[] {
    const open = this.ordersOf(participant).filter(({ missing }) => missing.length > 0);
    return open.map(({ orderId, missing }) => ({ orderId, missing }));
  }

  #claim(bucket: number, claim: Claim): void {
    const one = this.#participants.get(claim.participant);
    if (!one || bucket > one.counted.through || bucket < one.counted.since) return;
    const { orderId, resources, by, at } = claim;
    const published = this.#published.has(orderId);
    const known = one.orders.get(orderId);
    const order: Order = known ?? { orderId, owed: false, missing: [], claims: new Map() };
    one.orders.set(orderId, order);
    const wasOpen = order.missing.length > 0;
    const expired = !wasOpen && isExpired(claim, one.counted.keptMs);
    for (const resource of resources) {
      const earlier = order.claims.get(resource);
      order.claims.set(resource, { by, at, ...earlier, attempts: (earlier?.attempts ?? 0) + 1 });
      if (expired) one.tally.count('expired');
      else if (published && !order.owed) one.tally.count('notOwed');
      else if (earlier) one.tally.duplicate(resource);
      else one.tally.first(resource, by);
    }
    order.missing = order.missing.filter((resource) => !order.claims.has(resource));
    if (wasOpen && order.missing.length === 0) one.tally.count('complete');
    if (!known && !published && !expired) {
      one.tally.count(orderId.startsWith('direct-') ? 'direct' : 'unattributed');
    }
  }

  #of(participant: string) {
    const found = this.#participants.get(participant);
    if (!found) throw new Error(`${participant} is not counted.`);
    return found;
  }
}
