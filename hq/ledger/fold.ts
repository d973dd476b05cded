import type { Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import type { Buckets } from './buckets.ts';
import { bucketsOf, orderLanes, readLanes } from './lanes.ts';
import { OpenOrders } from './open-orders.ts';
import { timeOfOrder } from './order-time.ts';
import type { PageReader } from './page-reader.ts';
import type { Claim, Head, LaneOrder, OrderRecord, Period, State } from './records.ts';
import type { LedgerStore } from './store.ts';
import { NO_TOTALS, Tally, type UnattributedOrder } from './totals.ts';

const LATENCIES_KEPT = 128;
/** Unattributed orders that are listed by id. */
const UNATTRIBUTED_KEPT = 100;

/** The state of a participant before its first count. */
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

/** The dependencies and settings of everything that reads or counts the ledger. */
export interface LedgerDependencies {
  readonly store: LedgerStore;
  readonly buckets: Buckets;
  readonly now: Clock;
  readonly resources: readonly Resource[];
  /** How long records are kept, in ms; undefined for ever. */
  readonly keptMs: number | undefined;
  /** Reads pages of open orders. @default the store */
  readonly pages?: PageReader;
  /** Open orders in a page. @default 250 */
  readonly pageSize?: number;
}

/**
 * Computes the state of one participant after a bucket from the state before it and the content of the bucket. The result
 * is final once the bucket's lanes are fenced. Writes nothing.
 */
export class Fold {
  readonly open: OpenOrders;
  /** The last bucket counted. */
  through: number;
  /** New first claims for orders without a record, with their buckets. To be written before the state. */
  readonly strays = new Map<string, number>();
  /** The keys of `strays`, and of strays of earlier buckets that the claims may repeat. */
  readonly #strayKeys = new Set<string>();
  readonly #tally: Tally;
  readonly #latencies: number[];
  readonly #unattributed: Map<string, UnattributedOrder>;

  constructor(
    private readonly deps: LedgerDependencies,
    private readonly name: string,
    private readonly state: State,
  ) {
    this.through = state.through;
    this.open = new OpenOrders(deps.pages ?? deps.store, name, state, deps.pageSize);
    this.#tally = new Tally(state.totals);
    this.#latencies = [...state.latencies];
    this.#unattributed = new Map(state.unattributedOrders.map((order) => [order.orderId, order]));
  }

  /** The new state without its open orders, which `open.store()` returns. */
  get counted(): Omit<State, 'newest' | 'pages' | 'oldest'> {
    return {
      ...this.state,
      through: this.through,
      totals: this.#tally.totals(),
      latencies: this.#latencies,
      unattributedOrders: [...this.#unattributed.values()],
    };
  }

  /** Adds one bucket. @param claims those of this participant, sorted as they count */
  async add(bucket: number, orders: readonly LaneOrder[], claims: readonly Claim[]): Promise<void> {
    const owed = isOwed(this.state, bucket) ? orders : [];
    const orderIds = [...new Set(claims.map(({ orderId }) => orderId))];
    await this.open.load(orderIds);
    for (const { orderId, resources } of owed) this.open.add({ orderId, missing: resources });
    this.#tally.count('published', owed.length);
    // Noted before the claims are counted, since these complete some of the orders.
    const known = new Set(orderIds.filter((orderId) => this.open.find(orderId)));
    const others = orderIds.filter((orderId) => !known.has(orderId));
    const records = await this.deps.store.readOrders(others);
    const unrecorded = others.filter((orderId) => !records.has(orderId));
    await this.#readStrays(bucket, unrecorded);
    for (const claim of claims) {
      const isOpen = this.open.find(claim.orderId) !== undefined;
      // An order that was completed in this bucket expires like one that was completed earlier.
      if (isOpen || (known.has(claim.orderId) && !isExpired(claim, this.deps.keptMs))) this.#countOwed(claim);
      else this.#countOther(bucket, claim, records.get(claim.orderId));
    }
    this.through = bucket;
  }

  /**
   * Adds closed buckets that were counted before the participant's state said that it is owed their orders. They have no
   * claims of this participant.
   */
  async addSkipped({ layouts }: Pick<Head, 'layouts'>, through: number): Promise<void> {
    const lanes = [...new Set(layouts.flatMap((layout) => orderLanes(layout)))];
    const next = Math.max(this.through + 1, this.state.since);
    for (const { from, until = Infinity } of this.state.periods) {
      const [first, last] = [Math.max(from, next), Math.min(until - 1, through)];
      const parts = first > last ? [] : await readLanes(this.deps.store, lanes, first, last);
      for (const { bucket, orders } of bucketsOf(parts)) await this.add(bucket, orders, []);
    }
  }

  /** Counts a claim for an order that the participant is owed. */
  #countOwed({ orderId, resources, by, at }: Claim): void {
    const missing = this.open.find(orderId)?.missing ?? [];
    for (const resource of resources) {
      if (missing.includes(resource)) this.#tally.first(resource, by);
      else this.#tally.duplicate(resource);
    }
    const left = missing.filter((resource) => !resources.includes(resource));
    if (left.length === missing.length) return;
    this.open.change(orderId, left);
    if (left.length > 0) return;
    this.#tally.count('complete');
    this.#latencies.push(Math.max(0, at - (timeOfOrder(orderId) ?? at)));
    this.#latencies.splice(0, this.#latencies.length - LATENCIES_KEPT);
  }

  #countOther(bucket: number, claim: Claim, record: OrderRecord | undefined): void {
    // The time in the id decides, since DynamoDB deletes an expired record only days later.
    if (isExpired(claim, this.deps.keptMs)) this.#tally.count('expired', claim.resources.length);
    else if (record) {
      if (!isOwed(this.state, record.bucket)) this.#tally.count('notOwed', claim.resources.length);
      else for (const resource of claim.resources) this.#tally.duplicate(resource);
    } else this.#countStray(bucket, claim);
  }

  #countStray(bucket: number, { orderId, resources, by }: Claim): void {
    const isNew = !this.#keysOf(orderId).some((key) => this.#strayKeys.has(key));
    for (const resource of resources) {
      const key = `${orderId}#${resource}`;
      if (this.#strayKeys.has(key)) {
        this.#tally.duplicate(resource);
        continue;
      }
      this.#strayKeys.add(key);
      this.strays.set(key, bucket);
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

  /**
   * Loads the strays of earlier buckets of this round. Strays of this bucket come from an earlier attempt at the same fold,
   * and strays of earlier rounds stay until they expire; both are ignored.
   */
  async #readStrays(bucket: number, orderIds: readonly string[]): Promise<void> {
    const keys = orderIds.flatMap((orderId) => this.#keysOf(orderId));
    const stored = await this.deps.store.readStrays(this.name, keys);
    for (const [key, counted] of stored) {
      if (counted >= this.state.since && counted < bucket) this.#strayKeys.add(key);
    }
  }

  #keysOf(orderId: string): readonly string[] {
    return this.deps.resources.map((resource) => `${orderId}#${resource}`);
  }
}

/**
 * Whether a claim is for an order whose record has expired. Compares with the time of the claim, not with a clock, so that
 * a repeated fold has the same result.
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
