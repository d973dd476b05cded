import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

export type TableNames = ReturnType<typeof tableNames>;

/** The names of HQ's tables. */
export function tableNames(prefix: string) {
  return {
    /** Claims and orders. */
    lanes: `${prefix}lanes`,
    /** One record per order. */
    orders: `${prefix}orders`,
    /** Counts of participants. */
    state: `${prefix}state`,
    participants: `${prefix}participants`,
  };
}

/** The index of the orders table with the orders that wait for SNS: the outbox. */
export const UNSENT_INDEX = 'byUnsent';

/** The attribute with an item's expiry, in seconds since 1970. Items without it stay. */
export const EXPIRY = 'expires';

const CREATION_LIMIT_S = 60;

/** The definitions of the tables. All keys are strings; capacity is on demand. */
function tableDefinitions({ lanes, orders, state, participants }: TableNames): CreateTableCommandInput[] {
  const unsent = {
    IndexName: UNSENT_INDEX,
    KeySchema: schemaOf(['unsent', 'orderId']),
    Projection: { ProjectionType: 'ALL' as const },
  };
  const ofOrders = {
    ...table(orders, 'orderId'),
    AttributeDefinitions: attributesOf(['orderId', 'unsent']),
    GlobalSecondaryIndexes: [unsent],
  };
  return [table(lanes, 'lane', 'part'), ofOrders, table(state, 'owner', 'item'), table(participants, 'name')];
}

/** @param keys partition key, sort key */
function table(TableName: string, ...keys: readonly string[]): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributesOf(keys),
    KeySchema: schemaOf(keys),
  };
}

function attributesOf(names: readonly string[]): { AttributeName: string; AttributeType: 'S' }[] {
  return names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
}

function schemaOf(keys: readonly string[]): { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[] {
  return keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
}

/**
 * Creates the tables that are missing, and waits until they can be used.
 *
 * @param expire whether DynamoDB is to delete what has expired
 */
export async function ensureTables(dynamo: DynamoDBClient, names: TableNames, expire = false): Promise<void> {
  await Promise.all(tableDefinitions(names).map((definition) => ensureTable(dynamo, definition)));
  if (!expire) return;
  const { lanes, orders, state } = names;
  await Promise.all([lanes, orders, state].map((table) => ensureExpiry(dynamo, table)));
}

async function ensureTable(dynamo: DynamoDBClient, definition: CreateTableCommandInput): Promise<void> {
  const which = { TableName: definition.TableName ?? '' };
  try {
    const { Table: found } = await dynamo.send(new DescribeTableCommand(which));
    if (found?.TableStatus === 'ACTIVE') return;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await dynamo.send(new CreateTableCommand(definition)).catch((refusal: unknown) => {
      // Another HQ has created it meanwhile.
      if (!(refusal instanceof ResourceInUseException)) throw refusal as Error;
    });
  }
  await waitUntilTableExists(
    { client: dynamo, maxWaitTime: CREATION_LIMIT_S, minDelay: 1, maxDelay: 2 },
    which,
  );
}

async function ensureExpiry(dynamo: DynamoDBClient, TableName: string): Promise<void> {
  const { TimeToLiveDescription: now } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
  if (now?.AttributeName === EXPIRY && now.TimeToLiveStatus?.startsWith('ENABL') === true) return;
  const TimeToLiveSpecification = { AttributeName: EXPIRY, Enabled: true };
  await dynamo
    .send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
    .catch((error: unknown) => {
      // A local DynamoDB without expiry keeps everything.
      if (!(error instanceof Error && error.name === 'UnknownOperationException')) throw error;
    });
}
