import { describe, expect, it } from '@jest/globals';
import { itemsIn, itemsOf } from './items-written.mjs';

describe('items written by a request to DynamoDB', () => {
  it('are one, none, or as many as the body has', () => {
    const operations = ['PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem', 'BatchWriteItem'];
    expect(operations.map(itemsOf)).toEqual([1, 1, 1, 0, 0, 'body']);
    expect(itemsOf('TransactWriteItems')).toBe('body');
  });

  it('are those of all tables of a batch', () => {
    const put = { PutRequest: { Item: {} } };
    expect(itemsIn(JSON.stringify({ RequestItems: { orders: [put, put], claims: [put] } }))).toBe(3);
  });

  it('are those that a transaction changes, not those that it only checks', () => {
    const transaction = [{ Put: {} }, { ConditionCheck: {} }, { Update: {} }];
    expect(itemsIn(JSON.stringify({ TransactItems: transaction }))).toBe(2);
  });
});
