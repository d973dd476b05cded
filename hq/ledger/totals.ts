import type { Resource } from '@interstella/libs/orders';

/** The claims of one resource. */
export interface ResourceTotals {
  /** Orders with a claim for this resource. */
  readonly claimed: number;
  /** The same orders, by the service whose claim came first. */
  readonly by: Readonly<Record<string, number>>;
  /** Claims after the first, over all orders. */
  readonly duplicatesAbsorbed: number;
}

/** An order that has claims but was never published by HQ. */
export interface UnattributedOrder {
  readonly orderId: string;
  readonly by: readonly string[];
  readonly resources: readonly Resource[];
}

export interface Totals {
  readonly published: number;
  /** Published, and every resource claimed. */
  readonly complete: number;
  /** Orders sent to a service directly, without HQ and SNS. Their ids begin with `direct-`. */
  readonly direct: number;
  /** Orders that have claims but were never published by HQ. */
  readonly unattributed: number;
  /** Claims for orders that HQ published and did not owe this participant. */
  readonly notOwed: number;
  /** Claims for orders whose records have expired. */
  readonly expired: number;
  readonly byResource: Readonly<Record<Resource, ResourceTotals>>;
}

export const NO_TOTALS: Totals = {
  ...{ published: 0, complete: 0, direct: 0, unattributed: 0, notOwed: 0, expired: 0 },
  byResource: {},
};

/** Most service names in `by`; claims of further names count as `other`. */
const FULFILLERS_LIMIT = 16;

/** Counts claims and orders into totals. */
export class Tally {
  readonly #counts: Record<Exclude<keyof Totals, 'byResource'>, number>;
  readonly #byResource: Map<
    Resource,
    { claimed: number; by: Map<string, number>; duplicatesAbsorbed: number }
  >;

  constructor({ byResource, ...counts }: Totals = NO_TOTALS) {
    this.#counts = { ...counts };
    this.#byResource = new Map(
      Object.entries(byResource).map(([resource, { by, ...rest }]) => [
        resource,
        { ...rest, by: new Map(Object.entries(by)) },
      ]),
    );
  }

  count(total: Exclude<keyof Totals, 'byResource'>, amount = 1): void {
    this.#counts[total] += amount;
  }

  first(resource: Resource, by: string): void {
    const totals = this.#of(resource);
    const name = totals.by.has(by) || totals.by.size < FULFILLERS_LIMIT ? by : 'other';
    totals.claimed += 1;
    totals.by.set(name, (totals.by.get(name) ?? 0) + 1);
  }

  duplicate(resource: Resource): void {
    this.#of(resource).duplicatesAbsorbed += 1;
  }

  totals(): Totals {
    const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      ...this.#counts,
      byResource: Object.fromEntries(
        sorted(this.#byResource).map(([resource, { by, ...rest }]) => [
          resource,
          { ...rest, by: Object.fromEntries(sorted(by)) },
        ]),
      ),
    };
  }

  #of(resource: Resource) {
    const none = { claimed: 0, by: new Map<string, number>(), duplicatesAbsorbed: 0 };
    const totals = this.#byResource.get(resource) ?? none;
    this.#byResource.set(resource, totals);
    return totals;
  }
}
