import { describe, expect, it } from '@jest/globals';
import { DynamoTable } from './dynamo-table.ts';

type Batch = Record<string, { readonly Keys: readonly unknown[] } | readonly unknown[]>;

/** A DynamoDB that does the first so many of a batch, and leaves the others. */
function leaving(done: number) {
  const asked: number[] = [];
  const call = (operation: string, request: object): Promise<object> => {
    const { RequestItems: items } = request as { RequestItems: Batch };
    const batch = items.orders;
    const all = batch && 'Keys' in batch ? batch.Keys : (batch ?? []);
    asked.push(all.length);
    const left = all.slice(done);
    if (operation === 'BatchWriteItem') {
      return Promise.resolve({ UnprocessedItems: left.length > 0 ? { orders: left } : {} });
    }
    return Promise.resolve({
      Responses: { orders: all.slice(0, done) },
      UnprocessedKeys: left.length > 0 ? { orders: { Keys: left } } : {},
    });
  };
  return { table: new DynamoTable({ call }, 'orders'), asked };
}

const keys = Array.from({ length: 25 }, (_, n) => ({ orderId: `order-${n}` }));

describe('a batch with unprocessed items', () => {
  it('is read until everything is there', async () => {
    const { table, asked } = leaving(3);
    expect(await table.getAll(keys)).toEqual(keys);
    expect(asked).toEqual([25, 22, 19, 16, 13, 10, 7, 4, 1]);
  });

  it('is written until everything is done', async () => {
    const { table, asked } = leaving(10);
    await table.putAll(keys);
    expect(asked).toEqual([25, 15, 5]);
  });

  it('fails after several rounds that processed none', async () => {
    const { table, asked } = leaving(0);
    await expect(table.deleteAll(keys)).rejects.toThrow('DynamoDB did not process 25 items');
    expect(asked).toHaveLength(7);
  });
});
