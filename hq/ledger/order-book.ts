import { makeOrderId, type Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import { ORDERS_TOPIC, topicsFor } from '../generator/order.ts';
import type { Buckets } from './buckets.ts';
import { decodeOrders, encodeOrders, type LaneWriter, layoutOf, orderLane, readLanes } from './lanes.ts';
import type { OrderRecord } from './records.ts';
import type { LedgerStore } from './store.ts';

/** A decision that finds so many buckets closed one after the other is given up. */
const BUCKETS_TRIED = 10;

/**
 * Decides on orders: the record of each, which is its entry in the outbox, then its place in a lane. An order exists once
 * a lane has it. Whose lane is closed before never existed, and is decided anew under another id.
 */
export class OrderBook {
  constructor(
    private readonly store: LedgerStore,
    private readonly buckets: Buckets,
    private readonly lanes: LaneWriter,
    private readonly now: Clock,
  ) {}

  /** @param count at most 25 */
  async decide(count: number, resources: readonly Resource[]): Promise<readonly OrderRecord[]> {
    let head = await this.buckets.current();
    for (let tried = 0; tried < BUCKETS_TRIED; tried += 1) {
      const layout = layoutOf(head, head.open);
      const lane = orderLane(Math.floor(Math.random() * layout.lanes));
      const records = Array.from({ length: count }, () => ({
        orderId: makeOrderId('order', new Date(this.now())),
        ...{ bucket: head.open, lane, topics: topicsFor(resources) },
      }));
      await this.store.putOrders(records);
      if (await this.#place(records, resources)) return records;
      await this.store.deleteOrders(records.map(({ orderId }) => orderId));
      head = await this.buckets.after(head.open);
    }
    throw new Error('Every bucket was closed before an order could be decided.');
  }

  /** What an earlier run left in the outbox: the orders that exist, or still can. The others are removed. */
  async resume(isInHand: (orderId: string) => boolean): Promise<readonly OrderRecord[]> {
    const unsent = (await this.store.unsentOrders()).filter(({ orderId }) => !isInHand(orderId));
    if (unsent.length === 0) return [];
    const { open } = await this.buckets.read();
    const existing: OrderRecord[] = [];
    for (const bucket of new Set(unsent.map((record) => record.bucket))) {
      const records = unsent.filter((record) => record.bucket === bucket);
      if (bucket === open) await this.#placeAgain(records);
      const placed = await this.#placedIn(bucket, records);
      existing.push(...records.filter(({ orderId }) => placed.has(orderId)));
      const never = records.filter(({ orderId }) => !placed.has(orderId)).map(({ orderId }) => orderId);
      if (bucket < open) await this.store.deleteOrders(never);
    }
    return existing;
  }

  /** A lane that has an order twice in one bucket counts it once. */
  async #placeAgain(records: readonly OrderRecord[]): Promise<void> {
    for (const record of records) await this.#place([record], resourcesOf(record));
  }

  async #place(records: readonly OrderRecord[], resources: readonly Resource[]): Promise<boolean> {
    const [first] = records;
    if (!first) return true;
    const { bucket, lane, orderId } = first;
    const head = await this.buckets.current();
    const entries = encodeOrders(records.map((record) => ({ orderId: record.orderId, resources })));
    return this.lanes.append(lane, bucket, { id: orderId, entries }, layoutOf(head, bucket));
  }

  async #placedIn(bucket: number, records: readonly OrderRecord[]): Promise<ReadonlySet<string>> {
    const lanes = [...new Set(records.map(({ lane }) => lane))];
    const parts = await readLanes(this.store, lanes, bucket, bucket);
    return new Set(decodeOrders(parts).map(({ orderId }) => orderId));
  }
}

/** The resources that an order on these topics is for. */
function resourcesOf({ topics }: OrderRecord): readonly Resource[] {
  return topics.filter((topic) => topic !== ORDERS_TOPIC);
}
