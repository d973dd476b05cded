import { RESOURCES, RETRY_WINDOW_MS } from './world.ts';

/** A step of a class. */
export type Step =
  | { readonly does: 'open' | 'close' | 'unsubscribe'; readonly who: string }
  | { readonly does: 'subscribe'; readonly who: string; readonly topics: readonly string[] }
  | { readonly does: 'republish'; readonly whose: readonly string[] }
  | { readonly does: 'order'; readonly count: number }
  /** Time passes. */
  | { readonly does: 'wait'; readonly ms: number }
  /** Everything that was delivered is claimed. */
  | { readonly does: 'claim' }
  /** Buckets are counted. */
  | { readonly does: 'count' };

interface OwedOrder {
  readonly missing: Set<string>;
  /** Since when SNS tries to bring it to this participant; ms since 1970. */
  triedSince: number;
  /** The same, where it was published again for another participant who lacked it, too. */
  triedForAnySince: number;
}

/** A model of one participant, to compare the ledger with. */
export class ModelParticipant {
  isOpen = false;
  readonly topics = new Set<string>();
  readonly #owed = new Map<string, OwedOrder>();
  #notOwed = 0;
  #duplicates = 0;

  ordered(orderIds: readonly string[], at: number): void {
    if (!this.isOpen) return;
    for (const orderId of orderIds) {
      const missing = new Set(RESOURCES);
      this.#owed.set(orderId, { missing, triedSince: at, triedForAnySince: at });
    }
  }

  claimed(orderId: string, resources: readonly string[]): void {
    const missing = this.#owed.get(orderId)?.missing;
    for (const resource of resources) {
      if (!missing) this.#notOwed += 1;
      else if (!missing.delete(resource)) this.#duplicates += 1;
    }
  }

  /** @param isOwn whether it is this participant's orders that were asked for */
  republished(orderIds: ReadonlySet<string>, at: number, isOwn: boolean): void {
    for (const [orderId, order] of this.#owed) {
      if (!orderIds.has(orderId)) continue;
      order.triedForAnySince = at;
      if (isOwn) order.triedSince = at;
    }
  }

  /** The open orders, sorted by id. */
  get open(): readonly string[] {
    return [...this.#owed].flatMap(([orderId, { missing }]) => (missing.size > 0 ? orderId : [])).sort();
  }

  /** What the report says, whenever it is read. */
  get counted() {
    return {
      ...{ owed: this.isOpen, published: this.#owed.size, complete: this.#owed.size - this.open.length },
      ...{ open: this.open.length, notOwed: this.#notOwed, duplicatesAbsorbed: this.#duplicates },
      ...{ unattributed: 0, direct: 0, expired: 0, deadLettered: 0 },
    };
  }

  /**
   * The orders that must be lost, and those that may be: an order that was published again for somebody else may count as
   * tried for this participant, too.
   */
  lostAt(now: number): { readonly must: readonly string[]; readonly may: readonly string[] } {
    const isOver = (since: number) => now - since > RETRY_WINDOW_MS;
    const lost = (since: (order: OwedOrder) => number) =>
      this.open.filter((orderId) => {
        const order = this.#owed.get(orderId);
        return order && isOver(since(order));
      });
    return {
      must: lost(({ triedForAnySince }) => triedForAnySince),
      may: lost(({ triedSince }) => triedSince),
    };
  }
}
