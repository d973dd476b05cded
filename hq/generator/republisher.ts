import type { Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import { retryOnMovedPages } from '../ledger/open-orders.ts';
import type { OrderRecord } from '../ledger/records.ts';
import type { Standings } from '../ledger/standings.ts';
import type { RetryExtensions } from '../ledger/retry-extensions.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { topicsFor } from './order.ts';
import type { Publisher } from './publisher.ts';

/** Orders that one call publishes again: no more than may be on their way. */
export const REPUBLISHED_AT_ONCE = 1_000;

export interface Republished {
  /** Orders that are published again now. */
  readonly count: number;
  /** Orders of which HQ does not know any more how to publish them: their records have expired. */
  readonly expired: number;
  /** Where the next call goes on; null when these were all. */
  readonly next: string | null;
}

/**
 * Publishes open orders again, the oldest first, for what SNS does not bring any more: its retries ended with its process,
 * or nobody was subscribed for a while. What is under way all the same arrives twice and is absorbed.
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
   * Each order goes to the orders topic and to those of the resources that one of these participants lacks. Their retry
   * window for it begins anew.
   *
   * @param after where an earlier call ended
   */
  async republish(names: readonly string[], after = ''): Promise<Republished> {
    const lacking = await retryOnMovedPages(() => this.#readLacking(names, after));
    const orderIds = [...lacking.keys()].sort();
    const chosen = orderIds.slice(0, this.limit);
    const records = await this.store.readOrders(chosen);
    const orders = chosen.flatMap((orderId): OrderRecord[] => {
      const record = records.get(orderId);
      // What waits for SNS is being published already.
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

  /** The oldest open orders: what each participant lacks of them. */
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
