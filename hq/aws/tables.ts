import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The names of HQ's tables. */
export interface TableNames {
  /** Claims and decided orders. */
  readonly lanes: string;
  /** One record per order. */
  readonly orders: string;
  /** What is counted. */
  readonly state: string;
  readonly participants: string;
}

export function tableNames(prefix: string): TableNames {
  return {
    lanes: `${prefix}lanes`,
    orders: `${prefix}orders`,
    state: `${prefix}state`,
    participants: `${prefix}participants`,
  };
}

/** The index of the orders table that has the orders that wait for SNS, and no others. */
export const UNSENT_INDEX = 'byUnsent';

/** When a record may go, in seconds since 1970; what has none stays. */
export const EXPIRY = 'expires';

const CREATION_LIMIT_S = 60;

/** What the tables look like: partition key, sort key, index. All keys are strings; capacity is on demand. */
export function tableDefinitions(names: TableNames): CreateTableCommandInput[] {
  return [
    table(names.lanes, 'lane', 'part'),
    withIndex(table(names.orders, 'orderId'), UNSENT_INDEX, 'unsent', 'orderId'),
    table(names.state, 'owner', 'item'),
    table(names.participants, 'name'),
  ];
}

function table(name: string, ...keys: readonly string[]): CreateTableCommandInput {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    KeySchema: schemaOf(keys),
  };
}

function withIndex(
  definition: CreateTableCommandInput,
  IndexName: string,
  ...keys: readonly [string, ...string[]]
): CreateTableCommandInput {
  const [key] = keys;
  return {
    ...definition,
    AttributeDefinitions: [
      ...(definition.AttributeDefinitions ?? []),
      { AttributeName: key, AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [{ IndexName, KeySchema: schemaOf(keys), Projection: { ProjectionType: 'ALL' } }],
  };
}

function schemaOf(keys: readonly string[]): { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[] {
  return keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
}

/**
 * Creates the tables that are missing, and waits until they can be used.
 *
 * @param expire whether DynamoDB is to delete what has expired
 */
export async function ensureTables(
  dynamo: DynamoDBDocumentClient,
  names: TableNames,
  expire = false,
): Promise<void> {
  await Promise.all(tableDefinitions(names).map((definition) => ensureTable(dynamo, definition)));
  if (!expire) return;
  const { lanes, orders, state } = names;
  await Promise.all([lanes, orders, state].map((table) => ensureExpiry(dynamo, table)));
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

async function ensureExpiry(dynamo: DynamoDBDocumentClient, TableName: string): Promise<void> {
  const { TimeToLiveDescription: now } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
  if (now?.AttributeName === EXPIRY && now.TimeToLiveStatus?.startsWith('ENABL') === true) return;
  const TimeToLiveSpecification = { AttributeName: EXPIRY, Enabled: true };
  await dynamo
    .send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
    .catch((error: unknown) => {
      // A local DynamoDB that knows no expiry keeps everything.
      if (!(error instanceof Error && error.name === 'UnknownOperationException')) throw error;
    });
}
