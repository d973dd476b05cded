import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { waitFor } from '@interstella/libs/testing';
import { type Endpoints, startEndpoints } from '../emulator/endpoints/index.ts';
import { localClient } from './local-client.ts';

const TableName = 'ledger';

let endpoints: Endpoints | undefined;
let reports: string[];

async function start(options: { readonly dataDir?: string } = {}): Promise<DynamoDBClient> {
  const report = (message: string) => reports.push(message);
  endpoints = await startEndpoints({ host: '127.0.0.1', port: 0, region: 'us-east-1', report, ...options });
  return new DynamoDBClient(localClient(endpoints.url));
}

async function stop(): Promise<void> {
  await endpoints?.close();
  endpoints = undefined;
}

beforeEach(() => {
  reports = [];
});
afterEach(stop);

async function createTable(dynamoDb: DynamoDBClient): Promise<void> {
  await dynamoDb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await waitFor('the table', async () => {
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus === 'ACTIVE' ? true : undefined;
  });
}

describe('DynamoDB, through the AWS SDK', () => {
  it('keeps its tables in the data folder over a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'interstella-local-'));
    const first = await start({ dataDir });
    await createTable(first);
    await first.send(new PutItemCommand({ TableName, Item: { id: { S: 'order-1' } } }));
    first.destroy();
    await stop();

    const second = await start({ dataDir });
    const { Item } = await second.send(new GetItemCommand({ TableName, Key: { id: { S: 'order-1' } } }));
    expect(Item).toEqual({ id: { S: 'order-1' } });
    second.destroy();
    await rm(dataDir, { recursive: true });
  });

  it('is busy when the endpoints stop, and they stop in good order', async () => {
    const dynamoDb = await start();
    await createTable(dynamoDb);
    let stopped = false;
    let put = 0;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      while (!stopped) {
        const Item = { id: { S: `${writer}-${put}` } };
        await dynamoDb.send(new PutItemCommand({ TableName, Item })).then(
          () => (put += 1),
          () => undefined,
        );
      }
    });
    await waitFor('fifty writes', () => (put >= 50 ? put : undefined));
    await stop();
    stopped = true;
    await Promise.all(writers);
    dynamoDb.destroy();
    expect(reports).toEqual([]);
  });

  it('outlives tags that are null, which dynalite trips over only after it has looked for the table', async () => {
    const dynamoDb = await start();
    await createTable(dynamoDb);
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName }));
    dynamoDb.destroy();
    const answer = await fetch(endpoints?.url ?? '', {
      method: 'POST',
      headers: {
        'x-amz-target': 'DynamoDB_20120810.TagResource',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20261120T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
      },
      // The SDK would leave the null out.
      body: JSON.stringify({ ResourceArn: Table?.TableArn, Tags: [null] }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ __type: 'com.amazon.coral.service#SerializationException' });
  });
});
