import { setTimeout as sleep } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { chunksOf } from '../chunks-of.ts';
import { ConcurrencyLimit } from '../concurrency-limit.ts';
import { type DynamoCalls, DynamoError } from './dynamo.ts';

/** The attributes of an item, as JSON values. Undefined ones are left out. */
export type Attributes = Record<string, unknown>;
type Item = Record<string, AttributeValue>;
type WriteRequest = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } };

/** Fields of a request, with DynamoDB's own names. */
export interface Condition {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
}
export interface Update extends Condition {
  readonly UpdateExpression: string;
  readonly ReturnValues?: 'ALL_NEW';
}
export interface Query extends Omit<Condition, 'ConditionExpression'> {
  readonly KeyConditionExpression: string;
  readonly IndexName?: string;
  readonly Limit?: number;
  readonly ProjectionExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly ExclusiveStartKey?: Attributes | undefined;
}
export interface Page {
  readonly items: readonly Attributes[];
  /** The start of the next page; undefined after the last page. */
  readonly next: Attributes | undefined;
}

const GET_LIMIT = 100;
const WRITE_LIMIT = 25;
/** Batches in flight. */
const PARALLEL = 4;
/** Unprocessed items are sent again with exponential backoff, until this many rounds in a row processed none. */
const ROUNDS = 6;
const FIRST_WAIT_MS = 20;

/** One DynamoDB table. Reads are strongly consistent, except queries of an index. */
export class DynamoTable {
  constructor(
    private readonly dynamo: DynamoCalls,
    private readonly name: string,
  ) {}

  async get(Key: Attributes): Promise<Attributes | undefined> {
    const request = { Key: marshall(Key), ConsistentRead: true };
    const { Item: item } = await this.#call<{ Item?: Item }>('GetItem', request);
    return item && unmarshall(item);
  }

  /** @returns the items that exist, in any order */
  async getAll(keys: readonly Attributes[]): Promise<readonly Attributes[]> {
    const found: Attributes[] = [];
    const marshalled = keys.map((key) => marshall(key));
    await inBatches(marshalled, GET_LIMIT, async (Keys) => {
      const { Responses: responses, UnprocessedKeys: left } = (await this.dynamo.call('BatchGetItem', {
        RequestItems: { [this.name]: { Keys, ConsistentRead: true } },
      })) as { Responses?: Record<string, Item[]>; UnprocessedKeys?: Record<string, { Keys: Item[] }> };
      found.push(...(responses?.[this.name] ?? []).map((item) => unmarshall(item)));
      return left?.[this.name]?.Keys ?? [];
    });
    return found;
  }

  /** Every item of the table. */
  async scan(): Promise<readonly Attributes[]> {
    const found: Attributes[] = [];
    let next: Attributes | undefined;
    do {
      const page = await this.#page('Scan', { ConsistentRead: true, ExclusiveStartKey: next });
      found.push(...page.items);
      ({ next } = page);
    } while (next);
    return found;
  }

  query(query: Query): Promise<Page> {
    return this.#page('Query', query);
  }

  /** @returns false if the condition does not hold */
  async put(item: Attributes, condition: Condition = {}): Promise<boolean> {
    const put = this.#call('PutItem', { Item: itemOf(item), ...marshalled(condition) });
    return (await unlessRefused(put)) !== undefined;
  }

  /** @returns the attributes that `ReturnValues` names; undefined if the condition does not hold */
  async update(key: Attributes, update: Update): Promise<Attributes | undefined> {
    const request = { Key: marshall(key), ...marshalled(update) };
    const updated = await unlessRefused(this.#call<{ Attributes?: Item }>('UpdateItem', request));
    return updated && unmarshall(updated.Attributes ?? {});
  }

  async delete(key: Attributes): Promise<void> {
    await this.#call('DeleteItem', { Key: marshall(key) });
  }

  /** Writes items unconditionally, in any order. */
  putAll(items: readonly Attributes[]): Promise<void> {
    return this.#writeAll(items.map((item) => ({ PutRequest: { Item: itemOf(item) } })));
  }

  /** Deletes items unconditionally, in any order. */
  deleteAll(keys: readonly Attributes[]): Promise<void> {
    return this.#writeAll(keys.map((key) => ({ DeleteRequest: { Key: marshall(key) } })));
  }

  #writeAll(requests: readonly WriteRequest[]): Promise<void> {
    return inBatches(requests, WRITE_LIMIT, async (batch) => {
      const { UnprocessedItems: left } = (await this.dynamo.call('BatchWriteItem', {
        RequestItems: { [this.name]: batch },
      })) as { UnprocessedItems?: Record<string, WriteRequest[]> };
      return left?.[this.name] ?? [];
    });
  }

  async #page(operation: string, { ExclusiveStartKey: from, ...query }: Partial<Query>): Promise<Page> {
    const { Items: items = [], LastEvaluatedKey: next } = await this.#call<{
      Items?: Item[];
      LastEvaluatedKey?: Item;
    }>(operation, { ...marshalled(query), ...(from && { ExclusiveStartKey: marshall(from) }) });
    return { items: items.map((item) => unmarshall(item)), next: next && unmarshall(next) };
  }

  async #call<T extends object>(operation: string, request: object): Promise<T> {
    return (await this.dynamo.call(operation, { TableName: this.name, ...request })) as T;
  }
}

function itemOf(attributes: Attributes): Item {
  return marshall(attributes, { removeUndefinedValues: true });
}

function marshalled<T extends Omit<Condition, 'ConditionExpression'>>({
  ExpressionAttributeValues: values,
  ...rest
}: T) {
  const given = values && Object.keys(values).length > 0;
  return { ...rest, ...(given && { ExpressionAttributeValues: itemOf(values) }) };
}

/** Makes an update that sets attributes. In its condition, `#name` is an attribute and `:name` its new value. */
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
    if (error instanceof DynamoError && error.name === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}

/** @param send resolves with the items that DynamoDB did not process */
async function inBatches<T>(
  all: readonly T[],
  size: number,
  send: (batch: T[]) => Promise<T[]>,
): Promise<void> {
  const limit = new ConcurrencyLimit(PARALLEL);
  const sendAll = async (batch: T[]) => {
    let left = await send(batch);
    for (let rounds = 0; left.length > 0;) {
      if (rounds === ROUNDS)
        throw new Error(`DynamoDB did not process ${left.length} items in ${ROUNDS} attempts.`);
      await sleep(FIRST_WAIT_MS * 2 ** rounds);
      const before = left.length;
      left = await send(left);
      rounds = left.length < before ? 0 : rounds + 1;
    }
  };
  await Promise.all(chunksOf(all, size).map((batch) => limit.run(() => sendAll(batch))));
}
