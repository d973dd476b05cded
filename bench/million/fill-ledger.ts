import type { Dynamo, TableNames } from '@interstella/hq/aws';
import {
  Buckets,
  claimLane,
  DynamoStore,
  encodeClaims,
  encodeOrders,
  groupOf,
  LaneWriter,
  layoutOf,
  orderLane,
} from '@interstella/hq/ledger';
import { RESOURCES } from '@interstella/infra/stages';
import { type FulfilledOrder, type Past, pastOrders } from './past-orders.ts';

/** Not used: HQ has opened the ledger before, and its head has the layout. */
export const UNUSED_LAYOUT = { groups: 1, lanes: 1, partBytes: 8_192 };

/** About the number of orders in one write under load. */
const FLUSH = 50;
/** HQ closes a bucket every few seconds. */
const BUCKETS_TRIED = 10;
const LANE = orderLane(0);
/** The service that fulfils orders at stage `alb`. */
const FULFILLED_BY = 'monolith';

export interface Ledger {
  readonly dynamo: Dynamo;
  readonly tables: TableNames;
  readonly participant: string;
}

export function storeOf({ dynamo, tables }: Ledger): DynamoStore {
  return new DynamoStore(dynamo, tables, undefined);
}

/** Fills a ledger with complete orders of the past, by HQ's own code. Meanwhile HQ closes and counts its buckets. */
export async function fillLedger(ledger: Ledger, past: Past): Promise<void> {
  const store = storeOf(ledger);
  const writer = {
    store,
    buckets: new Buckets(store, UNUSED_LAYOUT, Date.now),
    lanes: new LaneWriter(store),
  };
  for (const minute of pastOrders(past)) {
    for (let first = 0; first < minute.length; first += FLUSH) {
      await writeOrders(writer, ledger.participant, minute.slice(first, first + FLUSH));
    }
  }
}

interface Writer {
  readonly store: DynamoStore;
  readonly buckets: Buckets;
  readonly lanes: LaneWriter;
}

/** Orders first, then their claims: an order is never claimed in an earlier bucket than its own. */
async function writeOrders(
  { store, buckets, lanes }: Writer,
  participant: string,
  orders: readonly FulfilledOrder[],
): Promise<void> {
  const id = orders[0]?.orderId ?? '';
  const entries = encodeOrders(orders.map(({ orderId }) => ({ orderId, resources: RESOURCES })));
  await untilWritten(buckets, async (bucket, layout) => {
    await store.putOrders(
      orders.map(({ orderId, sentAt }) => ({
        ...{ orderId, bucket, sentAt, lane: LANE, topics: ['orders', ...RESOURCES] },
      })),
    );
    return lanes.append(LANE, bucket, { id, entries }, layout);
  });
  const claims = orders.map(({ orderId, claimedAt, attemptId }) => ({
    ...{ participant, orderId, resources: RESOURCES, by: FULFILLED_BY, at: claimedAt, attemptId },
  }));
  await untilWritten(buckets, (bucket, layout) =>
    lanes.append(
      claimLane(groupOf(participant, layout.groups), 0),
      bucket,
      { id, entries: encodeClaims(claims) },
      layout,
    ),
  );
}

/** A write that is too late for a bucket goes into the next one. */
async function untilWritten(
  buckets: Buckets,
  write: (bucket: number, layout: ReturnType<typeof layoutOf>) => Promise<boolean>,
): Promise<void> {
  let head = await buckets.current();
  for (let tried = 0; tried < BUCKETS_TRIED; tried += 1) {
    if (await write(head.open, layoutOf(head, head.open))) return;
    head = await buckets.awaitNext(head.open);
  }
  throw new Error('Every bucket was closed before it could be filled.');
}
