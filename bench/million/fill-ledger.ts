import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { makeDynamo, TableNames } from '@interstella/hq/aws';
import { bucketOf, DynamoMinuteRecords, DynamoOrderItems, minuteOf } from '@interstella/hq/ledger';
import { RESOURCES } from '@interstella/infra/stages';
import { FULFILLED_BY, type FulfilledOrder, orderItem } from './order-item.ts';
import { type Past, pastOrders } from './past-orders.ts';

/** The most that BatchWriteItem takes. */
const BATCH = 25;
const LANES = 4;

export interface Ledger {
  readonly dynamo: ReturnType<typeof makeDynamo>;
  readonly tables: TableNames;
  readonly participant: string;
}

/**
 * Fills a ledger with complete orders of the past, many to a write, and leaves what HQ itself would have left: the first
 * one is written by HQ's own code, which the others are held against. A minute gets its record last, so that HQ, which
 * seals it, counts it once.
 *
 * @throws Error if HQ's ledger leaves other items by now
 */
export async function fillLedger(ledger: Ledger, past: Past): Promise<void> {
  const { dynamo, tables, participant } = ledger;
  const minutes = new DynamoMinuteRecords(dynamo, tables.minutes);
  let isProven = false;
  for (const orders of pastOrders(past)) {
    const [first] = orders;
    const minute = minuteOf(first?.orderId ?? '');
    if (!first || minute === undefined) throw new Error('An order of the past has no minute.');
    const bucket = bucketOf(participant, minute);
    if (!isProven) await proveShape(ledger, bucket, first);
    isProven = true;
    await writeAll(ledger, bucket, orders);
    await minutes.ensure(participant, minute);
  }
}

async function proveShape(
  { dynamo, tables, participant }: Ledger,
  bucket: string,
  order: FulfilledOrder,
): Promise<void> {
  const { orderId, publishedAt, sentAt, claimedAt: at, attemptId } = order;
  const items = new DynamoOrderItems(dynamo, tables.ledger);
  const key = { participant, orderId };
  await items.publish(key, { publishedAt, topics: ['orders', ...RESOURCES] });
  await items.sent(key, sentAt);
  await items.claim(key, { attemptId, resources: RESOURCES, by: FULFILLED_BY, at });
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: tables.ledger, Key: { bucket, orderId }, ConsistentRead: true }),
  );
  if (!isDeepStrictEqual(Item, orderItem(bucket, order, RESOURCES))) {
    throw new Error("HQ's ledger leaves other items than this fills it with: bench/million/order-item.ts.");
  }
}

async function writeAll(
  { dynamo, tables }: Ledger,
  bucket: string,
  orders: readonly FulfilledOrder[],
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < orders.length) {
      const batch = orders.slice(next, (next += BATCH));
      const writes = batch.map((order) => ({ PutRequest: { Item: orderItem(bucket, order, RESOURCES) } }));
      const { UnprocessedItems: undone } = await dynamo.send(
        new BatchWriteCommand({ RequestItems: { [tables.ledger]: writes } }),
      );
      if (Object.keys(undone ?? {}).length > 0) throw new Error('The local DynamoDB left writes undone.');
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
