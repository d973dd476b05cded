import type { Resource } from '@interstella/libs/orders';

/** The claims of one resource. */
export interface ResourceTotals {
  /** Orders that have this resource. */
  readonly claimed: number;
  /** The same orders, by who fulfilled first. */
  readonly by: Readonly<Record<string, number>>;
  /** Attempts beyond the first, over all orders. */
  readonly duplicatesAbsorbed: number;
}

/** How long orders took from their publishing to their last resource, in milliseconds. */
export interface LatencyTotals {
  readonly orders: number;
  readonly p50: number;
  readonly p99: number;
}

/** An order with claims that HQ never published. */
export interface UnattributedOrder {
  readonly orderId: string;
  readonly by: readonly string[];
  readonly resources: readonly Resource[];
}

/** What a count of items comes to; the totals of a minute are its seal. */
export interface MinuteTotals {
  readonly published: number;
  readonly complete: number;
  /** Orders that came to a service without HQ and SNS, by their `direct-` id. */
  readonly direct: number;
  readonly unattributed: number;
  /** The first few of the unattributed orders, by name. */
  readonly unattributedOrders: readonly UnattributedOrder[];
  readonly byResource: Readonly<Record<Resource, ResourceTotals>>;
  readonly latency: LatencyTotals | null;
}

/** The names of one minute's unattributed orders that its seal keeps. */
export const UNATTRIBUTED_KEPT = 20;

/** Sums up totals; latencies cannot be summed and are left out. */
export function sumOf(all: Iterable<MinuteTotals>): Omit<MinuteTotals, 'latency' | 'unattributedOrders'> {
  const sum = { published: 0, complete: 0, direct: 0, unattributed: 0 };
  const byResource = new Map<Resource, ResourceTotals>();
  for (const totals of all) {
    sum.published += totals.published;
    sum.complete += totals.complete;
    sum.direct += totals.direct;
    sum.unattributed += totals.unattributed;
    for (const [resource, claims] of Object.entries(totals.byResource)) {
      byResource.set(resource, plus(byResource.get(resource), claims));
    }
  }
  return { ...sum, byResource: Object.fromEntries([...byResource].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function plus(a: ResourceTotals | undefined, b: ResourceTotals): ResourceTotals {
  if (!a) return b;
  const by = new Map(Object.entries(a.by));
  for (const [who, count] of Object.entries(b.by)) by.set(who, (by.get(who) ?? 0) + count);
  return {
    claimed: a.claimed + b.claimed,
    by: Object.fromEntries([...by].sort(([x], [y]) => (x < y ? -1 : 1))),
    duplicatesAbsorbed: a.duplicatesAbsorbed + b.duplicatesAbsorbed,
  };
}
