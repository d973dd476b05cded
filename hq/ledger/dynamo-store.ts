import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type TableNames, UNSENT_INDEX } from '../aws/tables.ts';
import { type Attributes, batchGet, batchWrite } from './dynamo-batches.ts';
import {
  FLUSH,
  pageKey,
  partKey,
  partOf,
  recordOf,
  shardOf,
  sortKey,
  strayKey,
  UNSENT_SHARDS,
} from './dynamo-items.ts';
import type {
  Flush,
  Head,
  LanePart,
  OpenOrder,
  OrderRecord,
  PartKey,
  SendingMark,
  State,
  Stray,
} from './records.ts';
import type { LanePage, LedgerStore, PartStatus, StoredState } from './store.ts';

/** Of one shard; a process has no more under way in all. */
const UNSENT_LIMIT = 2_000;

const HEAD = { owner: '#ledger', item: 'head' };
const MARK = { owner: '#ledger', item: 'mark' };

/** The ledger's tables on DynamoDB. */
export class DynamoStore implements LedgerStore {
  /** @param keptMs how long records are kept; undefined for ever */
  constructor(
    private readonly dynamo: DynamoDBDocumentClient,
    private readonly tables: TableNames,
    private readonly keptMs: number | undefined,
  ) {}

  async readHead(): Promise<Head | undefined> {
    const item = await this.#get(this.tables.state, HEAD);
    return item && (item as unknown as Head);
  }

  async createHead(head: Head): Promise<void> {
    await this.#set(HEAD, { ...head }, 'attribute_not_exists(layouts)');
  }

  async openNext(from: number, openedAt: number, layouts: Head['layouts']): Promise<void> {
    await this.#set(HEAD, { open: from + 1, openedAt, layouts }, '#open = :from', { ':from': from });
  }

  async closeThrough(bucket: number, at: number): Promise<void> {
    const values = { closedThrough: bucket, closedAt: at };
    await this.#set(HEAD, values, 'closedThrough = :before', { ':before': bucket - 1 });
  }

  append(key: PartKey, { id, entries }: Flush, partBytes: number): Promise<boolean> {
    return this.#update(this.tables.lanes, partKey(key), {
      UpdateExpression: `SET #flush = :entries${this.#expiry} ADD n :bytes`,
      ConditionExpression:
        'attribute_not_exists(#flush) AND attribute_not_exists(c) AND (attribute_not_exists(n) OR n < :bound)',
      ExpressionAttributeNames: { '#flush': FLUSH + id },
      ExpressionAttributeValues: {
        ...{ ':entries': entries, ':bytes': Buffer.byteLength(entries), ':bound': partBytes },
        ...this.#expiryValue,
      },
    });
  }

  async fence(key: PartKey): Promise<LanePart> {
    const { Attributes: item } = await this.dynamo.send(
      new UpdateCommand({
        ...{ TableName: this.tables.lanes, Key: partKey(key), ReturnValues: 'ALL_NEW' },
        UpdateExpression: `SET c = :true${this.#expiry}`,
        ExpressionAttributeValues: { ':true': true, ...this.#expiryValue },
      }),
    );
    return partOf(item ?? {});
  }

  async readPart(key: PartKey, flushId: string): Promise<PartStatus> {
    const item = await this.#get(this.tables.lanes, partKey(key), {
      ProjectionExpression: 'n, c, #flush',
      ExpressionAttributeNames: { '#flush': FLUSH + flushId },
    });
    return {
      ...{ closed: item?.c === true, bytes: Number(item?.n ?? 0) },
      hasFlush: item?.[FLUSH + flushId] !== undefined,
    };
  }

  async readLane(lane: string, from: Pick<PartKey, 'bucket' | 'part'>, through: number): Promise<LanePage> {
    const page = await this.dynamo.send(
      new QueryCommand({
        TableName: this.tables.lanes,
        KeyConditionExpression: 'lane = :lane AND part BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':lane': lane,
          ':from': sortKey(from),
          ':to': sortKey({ bucket: through, part: 999_999 }),
        },
        ConsistentRead: true,
      }),
    );
    const parts = (page.Items ?? []).map(partOf);
    const last = parts.at(-1);
    const next = page.LastEvaluatedKey && last ? { bucket: last.bucket, part: last.part + 1 } : undefined;
    return { parts, next };
  }

  putOrders(records: readonly OrderRecord[]): Promise<void> {
    const items = records.map((record) => ({
      ...record,
      ...(record.sentAt === undefined && { unsent: shardOf(record.orderId) }),
      ...this.#expiryAttribute,
    }));
    return batchWrite(this.dynamo, this.tables.orders, { put: items });
  }

  deleteOrders(orderIds: readonly string[]): Promise<void> {
    return batchWrite(this.dynamo, this.tables.orders, {
      delete: orderIds.map((orderId) => ({ orderId })),
    });
  }

  async readOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderRecord>> {
    const keys = orderIds.map((orderId) => ({ orderId }));
    const items = await batchGet(this.dynamo, this.tables.orders, keys);
    return new Map(items.map((item) => [String(item.orderId), recordOf(item)]));
  }

  async unsentOrders(): Promise<readonly OrderRecord[]> {
    const found: OrderRecord[] = [];
    for (let shard = 0; shard < UNSENT_SHARDS; shard += 1) {
      const { Items: items = [] } = await this.dynamo.send(
        new QueryCommand({
          ...{ TableName: this.tables.orders, IndexName: UNSENT_INDEX, Limit: UNSENT_LIMIT },
          KeyConditionExpression: 'unsent = :shard',
          ExpressionAttributeValues: { ':shard': String(shard) },
        }),
      );
      found.push(...items.map(recordOf));
    }
    return found.sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
  }

  async readStates(names: readonly string[]): Promise<ReadonlyMap<string, StoredState>> {
    const keys = names.map((owner) => ({ owner, item: 'state' }));
    const items = await batchGet(this.dynamo, this.tables.state, keys);
    return new Map(
      items.map(({ owner, state, revision }) => [
        String(owner),
        { state: JSON.parse(String(state)) as State, revision: Number(revision) },
      ]),
    );
  }

  /** The token tells this very write, repeated by the SDK after its answer was lost, from another one. */
  writeState(name: string, state: State, revision: number | undefined): Promise<boolean> {
    const token = randomBytes(6).toString('base64url');
    const isNext = revision === undefined ? 'attribute_not_exists(revision)' : 'revision = :before';
    return this.#set(
      { owner: name, item: 'state' },
      { state: JSON.stringify(state), revision: (revision ?? 0) + 1, token },
      `#token = :token OR ${isNext}`,
      revision === undefined ? {} : { ':before': revision },
    );
  }

  putPages(name: string, pages: ReadonlyMap<string, readonly OpenOrder[]>): Promise<void> {
    const items = [...pages].map(([key, orders]) => ({
      ...pageKey(name, key),
      orders: JSON.stringify(orders.map(({ orderId, missing }) => [orderId, missing])),
    }));
    return batchWrite(this.dynamo, this.tables.state, { put: items });
  }

  async readPages(name: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly OpenOrder[]>> {
    const items = await batchGet(
      this.dynamo,
      this.tables.state,
      keys.map((key) => pageKey(name, key)),
    );
    return new Map(
      items.map(({ item, orders }) => [
        String(item).slice('page#'.length),
        (JSON.parse(String(orders)) as [string, string[]][]).map(([orderId, missing]) => ({
          orderId,
          missing,
        })),
      ]),
    );
  }

  deletePages(name: string, keys: readonly string[]): Promise<void> {
    return batchWrite(this.dynamo, this.tables.state, { delete: keys.map((key) => pageKey(name, key)) });
  }

  putStrays(name: string, strays: ReadonlyMap<string, Stray>): Promise<void> {
    const items = [...strays].map(([key, stray]) => ({
      ...strayKey(name, key),
      ...stray,
      ...this.#expiryAttribute,
    }));
    return batchWrite(this.dynamo, this.tables.state, { put: items });
  }

  async readStrays(name: string, keys: readonly string[]): Promise<ReadonlyMap<string, Stray>> {
    const items = await batchGet(
      this.dynamo,
      this.tables.state,
      keys.map((key) => strayKey(name, key)),
    );
    return new Map(
      items.map(({ item, bucket, attemptId }) => [
        String(item).slice('stray#'.length),
        { bucket: Number(bucket), attemptId: String(attemptId) },
      ]),
    );
  }

  async deleteRows(name: string): Promise<void> {
    let ExclusiveStartKey: Attributes | undefined;
    do {
      const page = await this.dynamo.send(
        new QueryCommand({
          ...{ TableName: this.tables.state, ProjectionExpression: '#owner, #item', ExclusiveStartKey },
          KeyConditionExpression: '#owner = :name',
          ExpressionAttributeNames: { '#owner': 'owner', '#item': 'item' },
          ExpressionAttributeValues: { ':name': name },
        }),
      );
      const keys = (page.Items ?? []).filter(({ item }) => item !== 'state');
      await batchWrite(this.dynamo, this.tables.state, { delete: keys });
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  async readMark(): Promise<SendingMark | undefined> {
    const item = await this.#get(this.tables.state, MARK);
    return item && { before: Number(item.before), at: Number(item.at) };
  }

  async raiseMark({ before, at }: SendingMark): Promise<void> {
    await this.#set(MARK, { before }, 'attribute_not_exists(#before) OR #before < :before');
    await this.#set(MARK, { at }, 'attribute_not_exists(#at) OR #at < :at');
  }

  async readNote(name: string): Promise<unknown> {
    const item = await this.#get(this.tables.state, { owner: name, item: 'note' });
    return item && (JSON.parse(String(item.value)) as unknown);
  }

  writeNote(name: string, value: unknown): Promise<void> {
    const item = { owner: name, item: 'note', value: JSON.stringify(value) };
    return batchWrite(this.dynamo, this.tables.state, { put: [item] });
  }

  async #get(
    TableName: string,
    Key: Attributes,
    options: Partial<GetCommandInput> = {},
  ): Promise<Attributes | undefined> {
    const { Item } = await this.dynamo.send(
      new GetCommand({ TableName, Key, ConsistentRead: true, ...options }),
    );
    return Item;
  }

  /**
   * Sets attributes in the table of states.
   *
   * @param condition may name an attribute that is set by `#`, and its new value by `:`
   * @returns false if the condition does not hold
   */
  #set(key: Attributes, values: Attributes, condition: string, others: Attributes = {}): Promise<boolean> {
    const names = Object.keys(values);
    return this.#update(this.tables.state, key, {
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(names.map((name) => [`:${name}`, values[name]])),
        ...others,
      },
    });
  }

  /** @returns false if the condition does not hold */
  async #update(
    TableName: string,
    Key: Attributes,
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<boolean> {
    try {
      await this.dynamo.send(new UpdateCommand({ TableName, Key, ...update }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  get #expiry(): string {
    return this.keptMs === undefined ? '' : ', expires = :expires';
  }

  get #expiryValue(): Attributes {
    const { expires } = this.#expiryAttribute;
    return expires === undefined ? {} : { ':expires': expires };
  }

  /** In seconds, as DynamoDB wants it. */
  get #expiryAttribute(): { readonly expires?: number } {
    return this.keptMs === undefined ? {} : { expires: Math.ceil((Date.now() + this.keptMs) / 1_000) };
  }
}
