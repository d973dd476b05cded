import type { Resource } from '@interstella/libs/orders';
import { OpenOrders } from './open-orders.ts';
import { timeOfOrder } from './order-time.ts';
import type { Claim, LaneOrder, OrderRecord, Period, State, Stray } from './records.ts';
import type { LedgerStore } from './store.ts';
import { NO_TOTALS, Tally, type UnattributedOrder } from './totals.ts';

const LATENCIES_KEPT = 128;
/** Unattributed orders that are kept by name. */
const UNATTRIBUTED_KEPT = 100;

/** A participant of whom nothing is counted yet. */
export function freshState(since = 1, periods: readonly Period[] = []): State {
  return {
    ...{ through: since - 1, since, periods, totals: NO_TOTALS, unattributedOrders: [] },
    ...{ latencies: [], newest: [], pages: [], acknowledged: [] },
  };
}

/** Whether a participant was owed the orders of a bucket. */
export function isOwed({ periods, since }: Pick<State, 'periods' | 'since'>, bucket: number): boolean {
  return bucket >= since && periods.some(({ from, until = Infinity }) => from <= bucket && bucket < until);
}

export interface FoldParts {
  readonly store: Pick<LedgerStore, 'readPages' | 'readOrders' | 'readStrays'>;
  readonly resources: readonly Resource[];
  /** How long records are kept, in ms; undefined for ever. */
  readonly keptMs: number | undefined;
  /** Open orders in a page. @default 1000 */
  readonly pageSize?: number;
}

/**
 * The state of one participant after a bucket, as a function of the state before it and of the lanes of the bucket, which
 * must be fenced if the result is to be final. Nothing is written here.
 */
export class Fold {
  readonly open: OpenOrders;
  /** First claims of orders without a record, to be written before the state. */
  readonly strays = new Map<string, Stray>();
  readonly #tally: Tally;
  readonly #latencies: number[];
  readonly #unattributed: Map<string, UnattributedOrder>;
  #through: number;

  constructor(
    private readonly parts: FoldParts,
    private readonly name: string,
    private readonly state: State,
  ) {
    this.#through = state.through;
    this.open = new OpenOrders(parts.store, name, state, parts.pageSize);
    this.#tally = new Tally(state.totals);
    this.#latencies = [...state.latencies];
    this.#unattributed = new Map(state.unattributedOrders.map((order) => [order.orderId, order]));
  }

  get through(): number {
    return this.#through;
  }

  /** The state, but for where its open orders are kept. */
  get counted(): Omit<State, 'newest' | 'pages'> {
    return {
      ...this.state,
      through: this.#through,
      totals: this.#tally.totals(),
      latencies: this.#latencies,
      unattributedOrders: [...this.#unattributed.values()],
    };
  }

  /** @param claims of this participant alone, in the order in which they count */
  async add(bucket: number, orders: readonly LaneOrder[], claims: readonly Claim[]): Promise<void> {
    const owed = isOwed(this.state, bucket) ? orders : [];
    await this.open.load(claims.map(({ orderId }) => orderId));
    for (const { orderId, resources } of owed) this.open.add({ orderId, missing: resources });
    this.#tally.count('published', owed.length);
    // Orders that are complete at the end of the bucket and were open in it are known all the same.
    const known = new Set(claims.map(({ orderId }) => orderId).filter((orderId) => this.open.find(orderId)));
    const others = [...new Set(claims.map(({ orderId }) => orderId))].filter((id) => !known.has(id));
    const records = await this.parts.store.readOrders(others);
    const strays = await this.#readStrays(bucket, others, records);
    for (const claim of claims) {
      if (known.has(claim.orderId)) this.#settle(claim);
      else this.#countOther(bucket, claim, records.get(claim.orderId), strays);
    }
    this.#through = bucket;
  }

  #settle({ orderId, resources, by, at }: Claim): void {
    const missing = this.open.find(orderId)?.missing ?? [];
    for (const resource of resources) {
      if (missing.includes(resource)) this.#tally.first(resource, by);
      else this.#tally.duplicate(resource);
    }
    if (missing.length === 0) return;
    const left = missing.filter((resource) => !resources.includes(resource));
    if (left.length < missing.length) this.open.change(orderId, left);
    if (left.length > 0) return;
    this.#tally.count('complete');
    this.#latencies.push(Math.max(0, at - (timeOfOrder(orderId) ?? at)));
    this.#latencies.splice(0, this.#latencies.length - LATENCIES_KEPT);
  }

  #countOther(
    bucket: number,
    claim: Claim,
    record: OrderRecord | undefined,
    strays: Map<string, Stray>,
  ): void {
    // By its time alone: a record that has expired may be there for days.
    if (isExpired(claim, this.parts.keptMs)) this.#tally.count('expired', claim.resources.length);
    else if (record) {
      if (!isOwed(this.state, record.bucket)) this.#tally.count('notOwed', claim.resources.length);
      else for (const resource of claim.resources) this.#tally.duplicate(resource);
    } else this.#countStray(bucket, claim, strays);
  }

  #countStray(
    bucket: number,
    { orderId, resources, by, attemptId }: Claim,
    strays: Map<string, Stray>,
  ): void {
    const isNew = !this.parts.resources.some((resource) => strays.has(`${orderId}#${resource}`));
    for (const resource of resources) {
      const key = `${orderId}#${resource}`;
      if (strays.has(key)) {
        this.#tally.duplicate(resource);
        continue;
      }
      strays.set(key, { bucket, attemptId });
      this.strays.set(key, { bucket, attemptId });
      this.#tally.first(resource, by);
      this.#nameUnattributed(orderId, resource, by);
    }
    if (isNew) this.#tally.count(isDirect(orderId) ? 'direct' : 'unattributed');
  }

  #nameUnattributed(orderId: string, resource: Resource, by: string): void {
    const known = this.#unattributed.get(orderId);
    if (isDirect(orderId) || (!known && this.#unattributed.size >= UNATTRIBUTED_KEPT)) return;
    this.#unattributed.set(orderId, {
      orderId,
      by: [...new Set([...(known?.by ?? []), by])],
      resources: [...(known?.resources ?? []), resource],
    });
  }

  /** Those of earlier buckets: of this one, an earlier attempt at the same fold may have left its own. */
  async #readStrays(
    bucket: number,
    orderIds: readonly string[],
    records: ReadonlyMap<string, OrderRecord>,
  ): Promise<Map<string, Stray>> {
    const unknown = orderIds.filter((orderId) => !records.has(orderId));
    const keys = unknown.flatMap((id) => this.parts.resources.map((resource) => `${id}#${resource}`));
    const stored = await this.parts.store.readStrays(this.name, keys);
    const earlier = [...stored].filter(([, stray]) => stray.bucket < bucket);
    const wanted = new Set(keys);
    return new Map([...earlier, ...[...this.strays].filter(([key]) => wanted.has(key))]);
  }
}

/**
 * Whether a claim is for an order older than the records that are kept. Judged by the time of the claim: a clock would
 * make a repeated fold another one.
 */
export function isExpired(
  { orderId, at }: Pick<Claim, 'orderId' | 'at'>,
  keptMs: number | undefined,
): boolean {
  const madeAt = timeOfOrder(orderId);
  return keptMs !== undefined && madeAt !== undefined && madeAt < at - keptMs;
}

function isDirect(orderId: string): boolean {
  return orderId.startsWith('direct-');
}
