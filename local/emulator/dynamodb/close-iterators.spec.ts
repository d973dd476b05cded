import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AbstractLevel } from 'abstract-level';
import { waitFor } from '@interstella/libs/testing';
import { DynamoDb } from './dynamodb.ts';

const TABLE = {
  TableName: 'orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'orderId', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
};

async function ask(dynamoDb: DynamoDb, operation: string, input: object): Promise<number> {
  const headers = {
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-date': '20261120T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  };
  const body = Buffer.from(JSON.stringify(input));
  const { status } = await dynamoDb.answer({ method: 'POST', url: '/', headers }, body);
  return status;
}

describe('the iterators of the local DynamoDB', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('are all closed after queries and scans, also after those that stop at their limit', async () => {
    const opened = jest.spyOn(AbstractLevel.prototype, 'attachResource');
    const closed = jest.spyOn(AbstractLevel.prototype, 'detachResource');
    const dynamoDb = await DynamoDb.open();
    await ask(dynamoDb, 'CreateTable', TABLE);
    const TableName = TABLE.TableName;
    for (const S of ['a', 'b', 'c']) {
      const put = { TableName, Item: { orderId: { S } } };
      await waitFor('an item in its table', async () => (await ask(dynamoDb, 'PutItem', put)) === 200);
    }
    const before = opened.mock.calls.length - closed.mock.calls.length;

    const query = {
      KeyConditionExpression: 'orderId = :id',
      ExpressionAttributeValues: { ':id': { S: 'b' } },
    };
    expect([
      await ask(dynamoDb, 'Scan', { TableName }),
      await ask(dynamoDb, 'Scan', { TableName, Limit: 1 }),
      await ask(dynamoDb, 'Query', { TableName, ...query }),
    ]).toEqual([200, 200, 200]);

    expect(opened.mock.calls.length).toBeGreaterThanOrEqual(before + 3);
    await waitFor(
      'the end of every iterator',
      () => opened.mock.calls.length - closed.mock.calls.length === before,
    );
  });
});
