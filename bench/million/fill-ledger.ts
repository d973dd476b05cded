import { type makeDynamo, type TableNames } from '@interstella/hq/aws';
import { Buckets, DynamoStore } from '@interstella/hq/ledger';
import { RESOURCES } from '@interstella/infra/stages';
import { fillBucket } from './fill-bucket.ts';
import { FULFILLED_BY } from './order-item.ts';
import { type Past, pastOrders } from './past-orders.ts';

/** Read from the head: HQ has opened the ledger before. */
export const UNUSED_LAYOUT = { groups: 1, lanes: 1, partBytes: 8_192 };

export interface Ledger {
  readonly dynamo: ReturnType<typeof makeDynamo>;
  readonly tables: TableNames;
  readonly participant: string;
}

export function storeOf({ dynamo, tables }: Ledger): DynamoStore {
  return new DynamoStore(dynamo, tables, undefined);
}

/** Fills a ledger with complete orders of the past, a minute in a bucket, by HQ's own code; HQ counts them. */
export async function fillLedger(ledger: Ledger, past: Past): Promise<void> {
  const store = storeOf(ledger);
  const buckets = new Buckets(store, UNUSED_LAYOUT, Date.now);
  for (const minute of pastOrders(past)) {
    const orders = minute.map(({ orderId, sentAt }) => ({ orderId, sentAt, resources: RESOURCES }));
    const claims = minute.map(({ orderId, claimedAt, attemptId }) => ({
      ...{ participant: ledger.participant, orderId, resources: RESOURCES, by: FULFILLED_BY },
      ...{ at: claimedAt, attemptId },
    }));
    await fillBucket(store, buckets, orders, claims);
  }
}
