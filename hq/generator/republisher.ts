import { withPages } from '../ledger/open-orders.ts';
import type { OrderRecord } from '../ledger/records.ts';
import type { Standings } from '../ledger/standings.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { topicsFor } from './order.ts';
import type { Publisher } from './publisher.ts';

/** Orders that one call publishes again: no more than may be on their way. */
export const REPUBLISHED_AT_ONCE = 1_000;

export interface Republished {
  /** Orders that are published again now. */
  readonly count: number;
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
    private readonly publisher: Pick<Publisher, 'republish'>,
    private readonly limit = REPUBLISHED_AT_ONCE,
  ) {}

  /**
   * Each order goes to the orders topic and to those of the resources that anybody lacks; its retry window begins anew.
   *
   * @param after where an earlier call ended
   */
  async republish(names: readonly string[], after = ''): Promise<Republished> {
    const lacking = await withPages(async () => {
      const all = new Map<string, Set<string>>();
      for (const { open } of (await this.readStandings(names)).byName.values()) {
        for (const { orderId, missing } of await open.oldest(this.limit + 1, after)) {
          all.set(orderId, new Set([...(all.get(orderId) ?? []), ...missing]));
        }
      }
      return all;
    });
    const orderIds = [...lacking.keys()].sort();
    const chosen = orderIds.slice(0, this.limit);
    const records = await this.store.readOrders(chosen);
    const orders = chosen.flatMap((orderId): OrderRecord[] => {
      const record = records.get(orderId);
      // What waits for SNS is being published already.
      if (record?.sentAt === undefined) return [];
      const { bucket, lane } = record;
      return [{ orderId, bucket, lane, topics: topicsFor([...(lacking.get(orderId) ?? [])]) }];
    });
    await this.publisher.republish(orders);
    const last = chosen.at(-1);
    return { count: orders.length, next: orderIds.length > chosen.length ? (last ?? null) : null };
  }
}
