import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The names of HQ's tables. */
export interface TableNames {
  readonly ledger: string;
  readonly minutes: string;
  readonly participants: string;
  readonly outbox: string;
}

export function tableNames(prefix: string): TableNames {
  return {
    ledger: `${prefix}ledger`,
    minutes: `${prefix}minutes`,
    participants: `${prefix}participants`,
    outbox: `${prefix}outbox`,
  };
}

/** The index of the participants table that finds a participant by the hash of the API key. */
export const KEY_HASH_INDEX = 'byKeyHash';

const CREATION_LIMIT_S = 60;

/** What the tables look like: partition key, sort key, index. All keys are strings; capacity is on demand. */
export function tableDefinitions(names: TableNames): CreateTableCommandInput[] {
  return [
    table(names.ledger, 'bucket', 'orderId'),
    table(names.minutes, 'participant', 'minute'),
    {
      ...table(names.participants, 'name'),
      AttributeDefinitions: [
        { AttributeName: 'name', AttributeType: 'S' },
        { AttributeName: 'keyHash', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: KEY_HASH_INDEX,
          KeySchema: [{ AttributeName: 'keyHash', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
    table(names.outbox, 'orderId'),
  ];
}

function table(name: string, partitionKey: string, sortKey?: string): CreateTableCommandInput {
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    KeySchema: keys.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
  };
}

/** Creates the tables that are missing, and waits until they can be used. */
export async function ensureTables(dynamo: DynamoDBDocumentClient, names: TableNames): Promise<void> {
  await Promise.all(tableDefinitions(names).map((definition) => ensureTable(dynamo, definition)));
}

async function ensureTable(
  dynamo: DynamoDBDocumentClient,
  definition: CreateTableCommandInput,
): Promise<void> {
  const which = { TableName: definition.TableName ?? '' };
  try {
    const { Table: found } = await dynamo.send(new DescribeTableCommand(which));
    if (found?.TableStatus === 'ACTIVE') return;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await dynamo.send(new CreateTableCommand(definition)).catch((refusal: unknown) => {
      // Another HQ was quicker.
      if (!(refusal instanceof ResourceInUseException)) throw refusal as Error;
    });
  }
  await waitUntilTableExists(
    { client: dynamo, maxWaitTime: CREATION_LIMIT_S, minDelay: 1, maxDelay: 2 },
    which,
  );
}
