import type { Resource } from '@interstella/libs/orders';
import type { OrderRecord, PublishedOrder } from './records.ts';
import {
  type LatencyTotals,
  type MinuteTotals,
  type ResourceTotals,
  type UnattributedOrder,
  UNATTRIBUTED_KEPT,
} from './totals.ts';

/** Who-names told apart in a total; a participant who invents more sees the rest as `other`. */
const NAMES_TOLD_APART = 16;

/** An order that HQ published and that lacks something. */
export interface OpenOrder {
  readonly orderId: string;
  readonly publishedAt: number;
  /** When its last publishing was done; undefined while it is not. */
  readonly sentAt: number | undefined;
  readonly missing: readonly Resource[];
}

/** The resources that a published order is for: those on whose topics it was published. */
export function owedResources(topics: readonly string[]): readonly Resource[] {
  return topics.filter((topic) => topic !== 'orders');
}

/** What a record lacks; empty when complete or never published. */
export function missingOf({ publication, claims }: OrderRecord): readonly Resource[] {
  return publication ? owedResources(publication.topics).filter((resource) => !claims.has(resource)) : [];
}

/** When the last owed resource was claimed; undefined while one is missing. */
export function completedAt(record: OrderRecord): number | undefined {
  if (!record.publication || missingOf(record).length > 0) return undefined;
  const owed = owedResources(record.publication.topics);
  return Math.max(...owed.map((resource) => record.claims.get(resource)?.at ?? 0));
}

/** Counts the items of one bucket. Open orders are handed on one by one, so that no backlog is too long. */
export class Tally {
  readonly #onOpen: (order: OpenOrder) => void;
  readonly #byResource = new Map<Resource, ResourceTally>();
  readonly #latencies: number[] = [];
  readonly #unattributedOrders: UnattributedOrder[] = [];
  #published = 0;
  #complete = 0;
  #direct = 0;
  #unattributed = 0;

  constructor(onOpen: (order: OpenOrder) => void = () => undefined) {
    this.#onOpen = onOpen;
  }

  /** Orders published and not complete. */
  get open(): number {
    return this.#published - this.#complete;
  }

  add(record: OrderRecord): void {
    for (const [resource, claim] of record.claims) {
      let claims = this.#byResource.get(resource);
      if (!claims) this.#byResource.set(resource, (claims = new ResourceTally()));
      claims.add(claim.by, claim.attempts);
    }
    if (record.publication) this.#addPublished(record, record.publication);
    else if (record.orderId.startsWith('direct-')) this.#direct += 1;
    else if (record.claims.size > 0) this.#addUnattributed(record);
  }

  totals(): MinuteTotals {
    return {
      published: this.#published,
      complete: this.#complete,
      direct: this.#direct,
      unattributed: this.#unattributed,
      unattributedOrders: this.#unattributedOrders,
      byResource: Object.fromEntries([...this.#byResource].map(([name, claims]) => [name, claims.totals()])),
      latency: latencyOf(this.#latencies),
    };
  }

  #addPublished(record: OrderRecord, { publishedAt, sentAt }: PublishedOrder): void {
    this.#published += 1;
    const completed = completedAt(record);
    if (completed === undefined) {
      this.#onOpen({ orderId: record.orderId, publishedAt, sentAt, missing: missingOf(record) });
      return;
    }
    this.#complete += 1;
    this.#latencies.push(Math.max(0, completed - publishedAt));
  }

  #addUnattributed({ orderId, claims }: OrderRecord): void {
    this.#unattributed += 1;
    if (this.#unattributedOrders.length >= UNATTRIBUTED_KEPT) return;
    const by = [...new Set([...claims.values()].map((claim) => claim.by))];
    this.#unattributedOrders.push({ orderId, by, resources: [...claims.keys()] });
  }
}

class ResourceTally {
  readonly #by = new Map<string, number>();
  #claimed = 0;
  #duplicatesAbsorbed = 0;

  add(by: string, attempts: number): void {
    const who = this.#by.has(by) || this.#by.size < NAMES_TOLD_APART ? by : 'other';
    this.#by.set(who, (this.#by.get(who) ?? 0) + 1);
    this.#claimed += 1;
    this.#duplicatesAbsorbed += Math.max(0, attempts - 1);
  }

  totals(): ResourceTotals {
    return {
      claimed: this.#claimed,
      by: Object.fromEntries(this.#by),
      duplicatesAbsorbed: this.#duplicatesAbsorbed,
    };
  }
}

/** Percentiles by nearest rank. */
function latencyOf(latencies: number[]): LatencyTotals | null {
  if (latencies.length === 0) return null;
  const sorted = latencies.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { orders: sorted.length, p50: rank(0.5), p99: rank(0.99) };
}
