import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Resource } from '@interstella/libs/orders';
import { bucketOf, minuteOf } from './bucket.ts';
import type {
  ClaimAttempt,
  OrderItems,
  OrderKey,
  OrderRecord,
  Publication,
  ResourceClaim,
} from './records.ts';

/** The fulfillment client waits 4 s: what was not written by then is answered 503, so it need not be tried longer. */
const CLAIM_LIMIT_MS = 3_500;

/** Items per page: small enough to be read well within an attempt's time limit. */
const PAGE = 1_000;

const CLAIM = 'claim:';
const ATTEMPTS = 'attempts:';

type Attributes = Readonly<Record<string, unknown>>;

/** The ledger's table: partition key `bucket`, sort key `orderId`. */
export class DynamoOrderItems implements OrderItems {
  readonly #dynamo: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBDocumentClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async publish(key: OrderKey, { publishedAt, topics }: Publication): Promise<void> {
    await this.#dynamo.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keyOf(key),
        UpdateExpression:
          'SET publishedAt = if_not_exists(publishedAt, :at), topics = if_not_exists(topics, :topics)',
        ExpressionAttributeValues: { ':at': publishedAt, ':topics': topics },
      }),
    );
  }

  async sent(key: OrderKey, sentAt: number): Promise<void> {
    try {
      await this.#dynamo.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keyOf(key),
          UpdateExpression: 'SET sentAt = :at',
          ConditionExpression: 'attribute_not_exists(sentAt) OR sentAt < :at',
          ExpressionAttributeValues: { ':at': sentAt },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** An item that is full of attempts takes no more; what it has is claimed all the same, and its count stands still. */
  async claim(key: OrderKey, attempt: ClaimAttempt): Promise<void> {
    try {
      await this.#writeClaim(key, attempt);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      const record = await this.read(key);
      if (!attempt.resources.every((resource) => record?.claims.has(resource))) throw error;
    }
  }

  async #writeClaim(key: OrderKey, { attemptId, resources, by, at }: ClaimAttempt): Promise<void> {
    const indexes = resources.map((_resource, index) => index);
    await this.#dynamo.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keyOf(key),
        UpdateExpression:
          `SET ${indexes.map((n) => `#c${n} = if_not_exists(#c${n}, :claim)`).join(', ')} ` +
          `ADD ${indexes.map((n) => `#a${n} :attempt`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(
          resources.flatMap((resource, n) => [
            [`#c${n}`, CLAIM + resource],
            [`#a${n}`, ATTEMPTS + resource],
          ]),
        ),
        ExpressionAttributeValues: { ':claim': { by, at }, ':attempt': new Set([attemptId]) },
      }),
      { abortSignal: AbortSignal.timeout(CLAIM_LIMIT_MS) },
    );
  }

  async read(key: OrderKey): Promise<OrderRecord | undefined> {
    const { Item } = await this.#dynamo.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(key), ConsistentRead: true }),
    );
    return Item && recordOf(Item);
  }

  async *ofBucket(bucket: string, after?: string): AsyncGenerator<OrderRecord[]> {
    let ExclusiveStartKey: Record<string, unknown> | undefined =
      after === undefined ? undefined : { bucket, orderId: after };
    do {
      const page = await this.#dynamo.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: '#bucket = :bucket',
          ExpressionAttributeNames: { '#bucket': 'bucket' },
          ExpressionAttributeValues: { ':bucket': bucket },
          ConsistentRead: true,
          Limit: PAGE,
          ExclusiveStartKey,
        }),
      );
      yield (page.Items ?? []).map(recordOf);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  async *all(): AsyncGenerator<{ bucket: string; record: OrderRecord }[]> {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#dynamo.send(
        new ScanCommand({ TableName: this.#table, ConsistentRead: true, Limit: PAGE, ExclusiveStartKey }),
      );
      yield (page.Items ?? []).map((item) => ({ bucket: String(item.bucket), record: recordOf(item) }));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }
}

/** DynamoDB keeps items of 400 KB at most, and says so by a name that it has for much else. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException' && /item size/i.test(error.message);
}

function keyOf({ participant, orderId }: OrderKey) {
  return { bucket: bucketOf(participant, minuteOf(orderId)), orderId };
}

function recordOf(item: Attributes): OrderRecord {
  const { publishedAt, topics, sentAt } = item as {
    publishedAt?: number;
    topics?: string[];
    sentAt?: number;
  };
  const claims = new Map<Resource, ResourceClaim>();
  for (const [name, value] of Object.entries(item)) {
    if (!name.startsWith(CLAIM)) continue;
    const resource = name.slice(CLAIM.length);
    const attempts = item[ATTEMPTS + resource];
    const { by, at } = value as { by: string; at: number };
    claims.set(resource, { by, at, attempts: attempts instanceof Set ? attempts.size : 0 });
  }
  return {
    orderId: String(item.orderId),
    publication: publishedAt === undefined ? undefined : { publishedAt, topics: topics ?? [], sentAt },
    claims,
  };
}
