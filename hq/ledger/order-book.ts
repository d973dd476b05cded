import { makeOrderId, type Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import { ORDERS_TOPIC, topicsFor } from '../generator/order.ts';
import type { Buckets } from './buckets.ts';
import { decodeOrders, encodeOrders, type LaneWriter, layoutOf, orderLane, readLanes } from './lanes.ts';
import type { OrderRecord } from './records.ts';
import type { LedgerStore } from './store.ts';

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
  decide(count: number, resources: readonly Resource[]): Promise<readonly OrderRecord[]> {
    return this.buckets.write(async (bucket, layout) => {
      const lane = orderLane(Math.floor(Math.random() * layout.lanes));
      const records = Array.from({ length: count }, () => ({
        orderId: makeOrderId('order', new Date(this.now())),
        ...{ bucket, lane, topics: topicsFor(resources) },
      }));
      await this.store.putOrders(records);
      if (await this.#place(records)) return records;
      await this.store.deleteOrders(records.map(({ orderId }) => orderId));
      return undefined;
    });
  }

  /** What an earlier run left in the outbox: the orders that exist, or still can. The others are removed. */
  async resume(isInHand: (record: OrderRecord) => boolean): Promise<readonly OrderRecord[]> {
    const unsent = (await this.store.unsentOrders()).filter((record) => !isInHand(record));
    if (unsent.length === 0) return [];
    const { open } = await this.buckets.read();
    const existing: OrderRecord[] = [];
    for (const bucket of new Set(unsent.map((record) => record.bucket))) {
      const records = unsent.filter((record) => record.bucket === bucket);
      // A lane that has an order twice in one bucket counts it once.
      if (bucket === open) for (const record of records) await this.#place([record]);
      const lanes = [...new Set(records.map(({ lane }) => lane))];
      const inLanes = decodeOrders(await readLanes(this.store, lanes, bucket, bucket));
      const placed = new Set(inLanes.map(({ orderId }) => orderId));
      existing.push(...records.filter(({ orderId }) => placed.has(orderId)));
      const never = records.filter(({ orderId }) => !placed.has(orderId)).map(({ orderId }) => orderId);
      if (bucket < open) await this.store.deleteOrders(never);
    }
    return existing;
  }

  async #place(records: readonly OrderRecord[]): Promise<boolean> {
    const [first] = records;
    if (!first) return true;
    const { bucket, lane, orderId } = first;
    const head = await this.buckets.current();
    const orders = records.map((record) => ({ orderId: record.orderId, resources: resourcesOf(record) }));
    const entries = encodeOrders(orders);
    return this.lanes.append(lane, bucket, { id: orderId, entries }, layoutOf(head, bucket));
  }
}

/** The resources that an order on these topics is for. */
function resourcesOf({ topics }: OrderRecord): readonly Resource[] {
  return topics.filter((topic) => topic !== ORDERS_TOPIC);
}
