import type { Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import { retryOnMovedPages } from '../ledger/open-orders.ts';
import type { OrderRecord } from '../ledger/records.ts';
import type { Standings } from '../ledger/standings.ts';
import type { RetryExtensions } from '../ledger/retry-extensions.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { topicsFor } from './order.ts';
import type { Publisher } from './publisher.ts';

/** Most orders that one call publishes again: fewer than may be in flight. */
export const REPUBLISHED_AT_ONCE = 1_000;

export interface Republished {
  /** Number of orders that are published again. */
  readonly count: number;
  /** Number of orders that cannot be published again, because their records have expired. */
  readonly expired: number;
  /** The `after` of the next call; null if there are no more orders. */
  readonly next: string | null;
}

/**
 * Publishes open orders again, oldest first, when SNS no longer retries them: for example after a time without a
 * subscription. An order that SNS still delivers arrives twice; the second claim is absorbed.
 */
export class Republisher {
  constructor(
    private readonly readStandings: (names: readonly string[]) => Promise<Standings>,
    private readonly store: Pick<LedgerStore, 'readOrders'>,
    private readonly extensions: Pick<RetryExtensions, 'extend'>,
    private readonly publisher: Pick<Publisher, 'republish'>,
    private readonly now: Clock,
    private readonly limit = REPUBLISHED_AT_ONCE,
  ) {}

  /**
   * Publishes each order on the orders topic, and on the topics of the resources that a participant misses. The order's
   * retry window begins again for these participants.
   *
   * @param after the `next` of an earlier call
   */
  async republish(names: readonly string[], after = ''): Promise<Republished> {
    const lacking = await retryOnMovedPages(() => this.#readLacking(names, after));
    const orderIds = [...lacking.keys()].sort();
    const chosen = orderIds.slice(0, this.limit);
    const records = await this.store.readOrders(chosen);
    const orders = chosen.flatMap((orderId): OrderRecord[] => {
      const record = records.get(orderId);
      // An order that waits for SNS is being published already.
      if (record?.sentAt === undefined) return [];
      const missing = [...(lacking.get(orderId)?.values() ?? [])].flat();
      return [
        { orderId, bucket: record.bucket, lane: record.lane, topics: topicsFor([...new Set(missing)]) },
      ];
    });
    const lackedBy = (orderId: string) => [...(lacking.get(orderId)?.keys() ?? [])];
    for (const name of names) {
      const own = orders.map(({ orderId }) => orderId).filter((orderId) => lackedBy(orderId).includes(name));
      if (own.length > 0) await this.extensions.extend(name, own, this.now());
    }
    await this.publisher.republish(orders, lackedBy);
    const last = chosen.at(-1);
    return {
      count: orders.length,
      expired: chosen.filter((orderId) => !records.has(orderId)).length,
      next: orderIds.length > chosen.length ? (last ?? null) : null,
    };
  }

  /** The missing resources of the oldest open orders, by order id and participant. */
  async #readLacking(names: readonly string[], after: string) {
    const lacking = new Map<string, Map<string, readonly Resource[]>>();
    for (const [name, { open }] of (await this.readStandings(names)).byName) {
      for (const { orderId, missing } of await open.oldest(this.limit + 1, after)) {
        lacking.set(
          orderId,
          (lacking.get(orderId) ?? new Map<string, readonly Resource[]>()).set(name, missing),
        );
      }
    }
    return lacking;
  }
}
