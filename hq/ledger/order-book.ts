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

/** What the last attempt at a decision wrote. It may have been made although its answer was lost. */
export interface Draft {
  records?: readonly OrderRecord[];
}

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

  /**
   * @param count at most 25
   * @param draft to be handed in again when the decision failed: orders that it made after all are not made twice
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

  /** What an earlier run left in the outbox: the orders that exist, or still can. The others are removed. */
  async resume(isInHand: (record: OrderRecord) => boolean): Promise<readonly OrderRecord[]> {
    const unsent = (await this.store.unsentOrders()).filter((record) => !isInHand(record));
    if (unsent.length === 0) return [];
    const { open } = await this.buckets.read();
    // What is published again is in its lane for all its resources; the record's topics are for what somebody lacks.
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
   * Puts recorded orders of one lane in one bucket there, unless that is closed.
   *
   * @returns those that exist; the records of the others are removed
   */
  async #place(records: readonly OrderRecord[], open: number): Promise<readonly OrderRecord[]> {
    const [first] = records;
    if (!first) return [];
    const { bucket, lane } = first;
    if (bucket === open && (await this.#append(lane, bucket, records))) return records;
    // An earlier attempt may have come before the fence.
    const inLane = decodeOrders(await readLanes(this.store, [lane], bucket, bucket));
    const placed = new Set(inLane.map(({ orderId }) => orderId));
    const never = records.filter(({ orderId }) => !placed.has(orderId));
    await this.store.deleteOrders(never.map(({ orderId }) => orderId));
    return records.filter(({ orderId }) => placed.has(orderId));
  }

  /** A lane that has an order twice in one bucket counts it once. */
  async #append(lane: string, bucket: number, records: readonly OrderRecord[]): Promise<boolean> {
    const head = await this.buckets.current();
    const orders = records.map((record) => ({ orderId: record.orderId, resources: resourcesOf(record) }));
    const flush = { id: randomBytes(6).toString('base64url'), entries: encodeOrders(orders) };
    return this.lanes.append(lane, bucket, flush, layoutOf(head, bucket));
  }
}

/** The resources that an order on these topics is for. */
function resourcesOf({ topics }: OrderRecord): readonly Resource[] {
  return topics.filter((topic) => topic !== ORDERS_TOPIC);
}
