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

/** An order with claims that HQ never published. */
export interface UnattributedOrder {
  readonly orderId: string;
  readonly by: readonly string[];
  readonly resources: readonly Resource[];
}

export interface Totals {
  readonly published: number;
  /** Published, and every resource claimed. */
  readonly complete: number;
  /** Orders that came to a service without HQ and SNS, by their `direct-` id. */
  readonly direct: number;
  /** Orders with claims that HQ never published. */
  readonly unattributed: number;
  /** Claims for orders that HQ published and did not owe this participant. */
  readonly notOwed: number;
  /** Claims for orders older than the records that HQ keeps. */
  readonly expired: number;
  readonly byResource: Readonly<Record<Resource, ResourceTotals>>;
}

export const NO_TOTALS: Totals = {
  ...{ published: 0, complete: 0, direct: 0, unattributed: 0, notOwed: 0, expired: 0 },
  byResource: {},
};

/** Names told apart in `by`; a participant who invents more sees the rest as `other`. */
const NAMES_TOLD_APART = 16;

/** Totals that grow. */
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

  count(what: Exclude<keyof Totals, 'byResource'>, by = 1): void {
    this.#counts[what] += by;
  }

  first(resource: Resource, by: string): void {
    const totals = this.#of(resource);
    const who = totals.by.has(by) || totals.by.size < NAMES_TOLD_APART ? by : 'other';
    totals.claimed += 1;
    totals.by.set(who, (totals.by.get(who) ?? 0) + 1);
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
