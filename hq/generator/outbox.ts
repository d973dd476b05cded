import {
  type BatchWriteCommandInput,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import type { CustomerOrder } from './order.ts';

type Writes = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** What BatchWriteItem leaves undone under load is sent again this often before it counts as failed. */
const ROUNDS = 5;

/**
 * The orders that HQ has decided on and not yet seen published. An order is put here first of all and removed last of
 * all, so that a restart finds every order that was cut short.
 */
export class Outbox {
  readonly #dynamo: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBDocumentClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** @param orders at most 25 */
  put(orders: readonly CustomerOrder[]): Promise<void> {
    return this.#write(orders.map((order) => ({ PutRequest: { Item: { ...order } } })));
  }

  /** @param orders at most 25 */
  remove(orders: readonly CustomerOrder[]): Promise<void> {
    return this.#write(orders.map(({ orderId }) => ({ DeleteRequest: { Key: { orderId } } })));
  }

  /** Every order in the outbox, oldest first. */
  async all(): Promise<readonly CustomerOrder[]> {
    const orders: CustomerOrder[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#dynamo.send(
        new ScanCommand({ TableName: this.#table, ConsistentRead: true, ExclusiveStartKey }),
      );
      orders.push(...((page.Items ?? []) as CustomerOrder[]));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return orders.sort((a, b) => a.publishedAt - b.publishedAt);
  }

  async #write(writes: Writes): Promise<void> {
    let left = writes;
    for (let round = 0; round < ROUNDS && left.length > 0; round += 1) {
      const { UnprocessedItems: unprocessed } = await this.#dynamo.send(
        new BatchWriteCommand({ RequestItems: { [this.#table]: left } }),
      );
      left = unprocessed?.[this.#table] ?? [];
    }
    if (left.length > 0) throw new Error(`DynamoDB left ${left.length} writes to the outbox undone.`);
  }
}
