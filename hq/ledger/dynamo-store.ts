import { randomBytes } from 'node:crypto';
import type { DynamoCalls } from '../aws/dynamo.ts';
import { type Attributes, DynamoTable, setting } from '../aws/dynamo-table.ts';
import { EXPIRY, type TableNames, UNSENT_INDEX } from '../aws/tables.ts';
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
  RetryExtension,
  State,
} from './records.ts';
import type { PageKey } from './page-reader.ts';
import type { LanePage, LedgerStore, StoredState } from './store.ts';

/** Most unsent orders that are read from one shard; a process has no more in flight. */
const UNSENT_LIMIT = 2_000;

const HEAD = { owner: '#ledger', item: 'head' };

/** The ledger's tables on DynamoDB. */
export class DynamoStore implements LedgerStore {
  readonly #lanes: DynamoTable;
  readonly #orders: DynamoTable;
  readonly #state: DynamoTable;

  /** @param keptMs how long lanes, orders and strays are kept; undefined if for ever */
  constructor(
    dynamo: DynamoCalls,
    tables: TableNames,
    private readonly keptMs: number | undefined,
  ) {
    this.#lanes = new DynamoTable(dynamo, tables.lanes);
    this.#orders = new DynamoTable(dynamo, tables.orders);
    this.#state = new DynamoTable(dynamo, tables.state);
  }

  async readHead(): Promise<Head | undefined> {
    return (await this.#state.get(HEAD)) as unknown as Head | undefined;
  }

  async createHead(head: Head): Promise<void> {
    await this.#state.update(HEAD, setting({ ...head }, 'attribute_not_exists(layouts)'));
  }

  async openNext(from: number, openedAt: number, layouts: Head['layouts']): Promise<void> {
    const next = { open: from + 1, openedAt, layouts };
    await this.#state.update(HEAD, setting(next, '#open = :from', { ':from': from }));
  }

  async closeThrough(bucket: number, at: number): Promise<void> {
    const values = { closedThrough: bucket, closedAt: at };
    await this.#state.update(HEAD, setting(values, 'closedThrough = :before', { ':before': bucket - 1 }));
  }

  /** Sets no expiry: the fence does. In the condition, a comparison with a missing attribute is false. */
  async append(key: PartKey, { id, entries }: Flush, partBytes: number): Promise<boolean> {
    // A repeated write adds the bytes again. That is harmless: the part is open and only fills sooner.
    const bytes = Buffer.byteLength(entries);
    const added = await this.#lanes.update(partKey(key), {
      UpdateExpression: 'SET #flush = :entries ADD n :bytes',
      ConditionExpression: 'NOT c = :true AND NOT n >= :bound',
      ExpressionAttributeNames: { '#flush': FLUSH + id },
      ExpressionAttributeValues: { ':entries': entries, ':bytes': bytes, ':true': true, ':bound': partBytes },
    });
    return added !== undefined;
  }

  async fence(key: PartKey): Promise<LanePart> {
    const closing = setting({ c: true, ...this.#expiry });
    return partOf((await this.#lanes.update(partKey(key), { ...closing, ReturnValues: 'ALL_NEW' })) ?? {});
  }

  async readPart(key: PartKey): Promise<LanePart> {
    return partOf((await this.#lanes.get(partKey(key))) ?? partKey(key));
  }

  async readLane(lane: string, from: Pick<PartKey, 'bucket' | 'part'>, through: number): Promise<LanePage> {
    const page = await this.#lanes.query({
      KeyConditionExpression: 'lane = :lane AND part BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':lane': lane,
        ':from': sortKey(from),
        ':to': sortKey({ bucket: through, part: 999_999 }),
      },
      ConsistentRead: true,
    });
    const parts = page.items.map(partOf);
    const last = parts.at(-1);
    const next = page.next && last ? { bucket: last.bucket, part: last.part + 1 } : undefined;
    return { parts, next };
  }

  putOrders(records: readonly OrderRecord[]): Promise<void> {
    const items = records.map((record) => ({
      ...record,
      ...(record.sentAt === undefined && { unsent: shardOf(record.orderId) }),
      ...this.#expiry,
    }));
    return this.#orders.putAll(items);
  }

  deleteOrders(orderIds: readonly string[]): Promise<void> {
    return this.#orders.deleteAll(orderIds.map((orderId) => ({ orderId })));
  }

  async readOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderRecord>> {
    const items = await this.#orders.getAll(orderIds.map((orderId) => ({ orderId })));
    return new Map(items.map((item) => [String(item.orderId), recordOf(item)]));
  }

  async unsentOrders(): Promise<readonly OrderRecord[]> {
    const found: OrderRecord[] = [];
    for (let shard = 0; shard < UNSENT_SHARDS; shard += 1) {
      const { items } = await this.#orders.query({
        ...{ IndexName: UNSENT_INDEX, Limit: UNSENT_LIMIT },
        KeyConditionExpression: 'unsent = :shard',
        ExpressionAttributeValues: { ':shard': String(shard) },
      });
      found.push(...items.map(recordOf));
    }
    return found.sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
  }

  async readStates(names: readonly string[]): Promise<ReadonlyMap<string, StoredState>> {
    const items = await this.#state.getAll(names.map((owner) => ({ owner, item: 'state' })));
    return new Map(
      items.map(({ owner, state, revision }) => [
        String(owner),
        { state: JSON.parse(String(state)) as State, revision: Number(revision) },
      ]),
    );
  }

  /** The token recognizes a retry of this write after its answer was lost. */
  async writeState(name: string, state: State, revision: number | undefined): Promise<boolean> {
    const token = randomBytes(6).toString('base64url');
    const isNext = revision === undefined ? 'attribute_not_exists(revision)' : 'revision = :before';
    const written = await this.#state.update(
      { owner: name, item: 'state' },
      setting(
        { state: JSON.stringify(state), revision: (revision ?? 0) + 1, token },
        `#token = :token OR ${isNext}`,
        revision === undefined ? {} : { ':before': revision },
      ),
    );
    return written !== undefined;
  }

  putPages(name: string, pages: ReadonlyMap<string, readonly OpenOrder[]>): Promise<void> {
    const items = [...pages].map(([key, orders]) => ({
      ...pageKey(name, key),
      orders: JSON.stringify(orders.map(({ orderId, missing }) => [orderId, missing])),
    }));
    return this.#state.putAll(items);
  }

  async readPages(keys: readonly PageKey[]): Promise<readonly (readonly OpenOrder[] | undefined)[]> {
    const wanted = keys.map(({ name, key }) => pageKey(name, key));
    const items = await this.#state.getAll(wanted);
    const idOf = ({ owner, item }: Attributes) => `${String(owner)} ${String(item)}`;
    const found = new Map(
      items.map((page) => [
        idOf(page),
        (JSON.parse(String(page.orders)) as [string, string[]][]).map(([orderId, missing]) => ({
          orderId,
          missing,
        })),
      ]),
    );
    return wanted.map((key) => found.get(idOf(key)));
  }

  deletePages(name: string, keys: readonly string[]): Promise<void> {
    return this.#state.deleteAll(keys.map((key) => pageKey(name, key)));
  }

  putStrays(name: string, strays: ReadonlyMap<string, number>): Promise<void> {
    const items = [...strays].map(([key, bucket]) => ({ ...strayKey(name, key), bucket, ...this.#expiry }));
    return this.#state.putAll(items);
  }

  async readStrays(name: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const items = await this.#state.getAll(keys.map((key) => strayKey(name, key)));
    return new Map(items.map(({ item, bucket }) => [String(item).slice('stray#'.length), Number(bucket)]));
  }

  async deleteRows(name: string): Promise<void> {
    let ExclusiveStartKey: Attributes | undefined;
    do {
      const page = await this.#state.query({
        ...{ ProjectionExpression: '#owner, #item', ExclusiveStartKey },
        KeyConditionExpression: '#owner = :name',
        ExpressionAttributeNames: { '#owner': 'owner', '#item': 'item' },
        ExpressionAttributeValues: { ':name': name },
      });
      const keys = page.items.filter(({ item }) => item !== 'state');
      await this.#state.deleteAll(keys);
      ExclusiveStartKey = page.next;
    } while (ExclusiveStartKey);
  }

  async readExtensions(owners: readonly string[]): Promise<ReadonlyMap<string, readonly RetryExtension[]>> {
    const items = await this.#state.getAll(owners.map((owner) => ({ owner, item: 'marks' })));
    return new Map(
      items.map(({ owner, marks }) => [String(owner), JSON.parse(String(marks)) as RetryExtension[]]),
    );
  }

  async writeExtensions(
    owner: string,
    extensions: readonly RetryExtension[],
    before: readonly RetryExtension[] | undefined,
  ): Promise<boolean> {
    const value = { marks: JSON.stringify(extensions) };
    const change = before
      ? setting(value, '#marks IN (:marks, :before)', { ':before': JSON.stringify(before) })
      : setting(value, 'attribute_not_exists(#marks) OR #marks = :marks');
    return (await this.#state.update({ owner, item: 'marks' }, change)) !== undefined;
  }

  async readNotes(names: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const items = await this.#state.getAll(names.map((owner) => ({ owner, item: 'note' })));
    return new Map(items.map(({ owner, value }) => [String(owner), JSON.parse(String(value)) as unknown]));
  }

  writeNote(name: string, value: unknown): Promise<void> {
    return this.#state.putAll([{ owner: name, item: 'note', value: JSON.stringify(value) }]);
  }

  /** The expiry of an item written now, in seconds since 1970. */
  get #expiry(): Attributes {
    if (this.keptMs === undefined) return {};
    return { [EXPIRY]: Math.ceil((Date.now() + this.keptMs) / 1_000) };
  }
}
