import { randomBytes } from 'node:crypto';
import { makeOrderId, type Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import { ORDERS_TOPIC, topicsFor } from '../generator/order.ts';
import type { Buckets } from './buckets.ts';
import {
  decodeOrders,
  encodeOrders,
  groupBy,
  type LaneWriter,
  layoutOf,
  orderLane,
  readLanes,
} from './lanes.ts';
import type { OrderRecord } from './records.ts';
import type { LedgerStore } from './store.ts';

/** The records that the last attempt wrote. The write may have succeeded although its answer was lost. */
export interface Draft {
  records?: readonly OrderRecord[];
}

/**
 * Makes orders. It writes the record of an order, which is its entry in the outbox, and then its entry in a lane. An order
 * exists once a lane has it. If the lane is closed before, the record is deleted and the order is made again under a new id.
 */
export class OrderBook {
  constructor(
    private readonly store: LedgerStore,
    private readonly buckets: Buckets,
    private readonly lanes: LaneWriter,
    private readonly now: Clock,
  ) {}

  /**
   * @param count at most 25
   * @param draft pass the same one to a retry, so that orders of a failed attempt that do exist are not made twice
   */
  decide(count: number, resources: readonly Resource[], draft: Draft = {}): Promise<readonly OrderRecord[]> {
    return this.buckets.write(async (bucket, layout) => {
      if (draft.records) {
        const earlier = await this.#record(draft.records, bucket);
        if (earlier.length > 0) return earlier;
      }
      const lane = orderLane(Math.floor(Math.random() * layout.lanes));
      draft.records = Array.from({ length: count }, () => ({
        orderId: makeOrderId('order', new Date(this.now())),
        ...{ bucket, lane, topics: topicsFor(resources) },
      }));
      const made = await this.#record(draft.records, bucket);
      return made.length > 0 ? made : undefined;
    });
  }

  /**
   * Takes up the outbox of another process or an earlier run. Orders that are not in a lane yet are added if their bucket
   * is open; otherwise their records are deleted.
   *
   * @returns the orders that exist
   */
  async resume(isInFlight: (record: OrderRecord) => boolean): Promise<readonly OrderRecord[]> {
    const unsent = (await this.store.unsentOrders()).filter((record) => !isInFlight(record));
    if (unsent.length === 0) return [];
    const { open } = await this.buckets.read();
    // These are in a lane already, with all their resources. Their record names only the topics to publish again.
    const existing = unsent.filter(({ republishedAt }) => republishedAt !== undefined);
    const unpublished = unsent.filter(({ republishedAt }) => republishedAt === undefined);
    for (const records of groupBy(unpublished, ({ bucket, lane }) => `${bucket} ${lane}`).values()) {
      existing.push(...(await this.#place(records, open)));
    }
    return existing;
  }

  async #record(records: readonly OrderRecord[], open: number): Promise<readonly OrderRecord[]> {
    await this.store.putOrders(records);
    return this.#place(records, open);
  }

  /**
   * Adds recorded orders, all of one bucket and lane, to that lane if it is open.
   *
   * @returns the orders that exist; the records of the others are deleted
   */
  async #place(records: readonly OrderRecord[], open: number): Promise<readonly OrderRecord[]> {
    const [first] = records;
    if (!first) return [];
    const { bucket, lane } = first;
    if (bucket === open && (await this.#append(lane, bucket, records))) return records;
    // An earlier attempt may have written them before the lane was closed.
    const inLane = decodeOrders(await readLanes(this.store, [lane], bucket, bucket));
    const placed = new Set(inLane.map(({ orderId }) => orderId));
    const unplaced = records.filter(({ orderId }) => !placed.has(orderId));
    await this.store.deleteOrders(unplaced.map(({ orderId }) => orderId));
    return records.filter(({ orderId }) => placed.has(orderId));
  }

  /** Safe to repeat: an order that is twice in a lane of one bucket counts once. */
  async #append(lane: string, bucket: number, records: readonly OrderRecord[]): Promise<boolean> {
    const head = await this.buckets.current();
    const orders = records.map((record) => ({ orderId: record.orderId, resources: resourcesOf(record) }));
    const flush = { id: randomBytes(6).toString('base64url'), entries: encodeOrders(orders) };
    return this.lanes.append(lane, bucket, flush, layoutOf(head, bucket));
  }
}

/** The resources of an order, from its topics. */
function resourcesOf({ topics }: OrderRecord): readonly Resource[] {
  return topics.filter((topic) => topic !== ORDERS_TOPIC);
}
