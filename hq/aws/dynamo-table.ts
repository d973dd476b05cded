import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  paginateScan,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { chunksOf } from '../chunks-of.ts';
import { ConcurrencyLimit } from '../concurrency-limit.ts';

export type Attributes = Record<string, unknown>;
type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];
type Put = Omit<PutCommandInput, 'TableName' | 'Item'>;
type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

const GET_LIMIT = 100;
const WRITE_LIMIT = 25;
/** Batches under way at once. */
const PARALLEL = 4;
/** What DynamoDB leaves undone under load is sent again, ever later, this often. */
const ROUNDS = 6;
const FIRST_WAIT_MS = 20;

/** One table on DynamoDB. Reads see every write before them. */
export class DynamoTable {
  constructor(
    private readonly dynamo: DynamoDBDocumentClient,
    private readonly name: string,
  ) {}

  async get(Key: Attributes, options: Partial<GetCommandInput> = {}): Promise<Attributes | undefined> {
    const command = new GetCommand({ TableName: this.name, Key, ConsistentRead: true, ...options });
    return (await this.dynamo.send(command)).Item;
  }

  /** @returns the items that there are */
  async getAll(keys: readonly Attributes[]): Promise<readonly Attributes[]> {
    const found: Attributes[] = [];
    await inBatches(keys, GET_LIMIT, async (Keys) => {
      const { Responses: responses, UnprocessedKeys: left } = await this.dynamo.send(
        new BatchGetCommand({ RequestItems: { [this.name]: { Keys, ConsistentRead: true } } }),
      );
      found.push(...(responses?.[this.name] ?? []));
      return left?.[this.name]?.Keys ?? [];
    });
    return found;
  }

  /** Every item of the table. */
  async scan(): Promise<readonly Attributes[]> {
    const found: Attributes[] = [];
    const scan = { TableName: this.name, ConsistentRead: true };
    for await (const page of paginateScan({ client: this.dynamo }, scan)) found.push(...(page.Items ?? []));
    return found;
  }

  /** One page. */
  query(query: Omit<QueryCommandInput, 'TableName'>) {
    return this.dynamo.send(new QueryCommand({ TableName: this.name, ...query }));
  }

  /** @returns false if the condition does not hold */
  async put(Item: Attributes, put: Put = {}): Promise<boolean> {
    const answer = this.dynamo.send(new PutCommand({ TableName: this.name, Item, ...put }));
    return (await unlessRefused(answer)) !== undefined;
  }

  /** @returns the attributes that `ReturnValues` names; undefined if the condition does not hold */
  async update(Key: Attributes, update: Update): Promise<Attributes | undefined> {
    const answer = this.dynamo.send(new UpdateCommand({ TableName: this.name, Key, ...update }));
    const updated = await unlessRefused(answer);
    return updated && (updated.Attributes ?? {});
  }

  async delete(Key: Attributes): Promise<void> {
    await this.dynamo.send(new DeleteCommand({ TableName: this.name, Key }));
  }

  /** Unconditionally and in no order. */
  putAll(items: readonly Attributes[]): Promise<void> {
    return this.#writeAll(items.map((Item) => ({ PutRequest: { Item } })));
  }

  /** Unconditionally and in no order. */
  deleteAll(keys: readonly Attributes[]): Promise<void> {
    return this.#writeAll(keys.map((Key) => ({ DeleteRequest: { Key } })));
  }

  #writeAll(requests: readonly WriteRequest[]): Promise<void> {
    return inBatches(requests, WRITE_LIMIT, async (batch) => {
      const { UnprocessedItems: left } = await this.dynamo.send(
        new BatchWriteCommand({ RequestItems: { [this.name]: batch } }),
      );
      return left?.[this.name] ?? [];
    });
  }
}

/** An update that sets attributes: in its condition `#name` stands for each of them, and `:name` for its new value. */
export function setting(values: Attributes, condition?: string, others: Attributes = {}): Update {
  const names = Object.keys(values);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(names.map((name) => [`:${name}`, values[name]])),
      ...others,
    },
  };
}

async function unlessRefused<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** @param send answers what DynamoDB left undone */
async function inBatches<T>(
  all: readonly T[],
  size: number,
  send: (batch: T[]) => Promise<T[]>,
): Promise<void> {
  const limit = new ConcurrencyLimit(PARALLEL);
  const sendAll = async (batch: T[]) => {
    let left = await send(batch);
    for (let round = 0; left.length > 0; round += 1) {
      if (round === ROUNDS) throw new Error(`DynamoDB left ${left.length} items undone, again and again.`);
      await sleep(FIRST_WAIT_MS * 2 ** round);
      left = await send(left);
    }
  };
  await Promise.all(chunksOf(all, size).map((batch) => limit.run(() => sendAll(batch))));
}
