import type { LedgerOrder } from '@interstella/hq/client';
import { RESOURCES, SERVICES, type Resource, type ServiceName } from '@interstella/infra/stages';
import { latencyOf } from './percentile.ts';
import type { Shares, StageRow, Totals, StageTurn } from './result.ts';

/** As many intervals as a chart can show apart. */
const INTERVALS = 200;
const SECOND_MS = 1_000;

interface TallyOptions {
  /** In the order in which they were driven. */
  readonly turns: readonly StageTurn[];
  readonly endedAt: number;
  /** Orders published before this and not complete are lost, unless they wait on a dead-letter queue. */
  readonly overdueBefore: number;
  readonly deadLettered: ReadonlySet<string>;
}

/**
 * Counts the ledger's orders by the stage in whose turn each was published, and its claims by the time at which each was
 * made. Every order counts in exactly one row, so that published and complete compare row by row.
 */
export class MigrationTally {
  readonly #options: TallyOptions;
  readonly #rows: RowTally[];
  readonly #from: number;
  readonly #intervalMs: number;
  readonly #intervals: number;
  readonly #fulfilled: Record<Resource, Record<ServiceName, number[]>>;
  readonly #duplicates: number[];

  constructor(options: TallyOptions) {
    const { turns, endedAt } = options;
    this.#options = options;
    this.#rows = turns.map((turn) => new RowTally(turn));
    this.#from = turns[0]?.stableAt ?? endedAt;
    const durationMs = Math.max(0, endedAt - this.#from);
    this.#intervalMs = Math.max(1, Math.ceil(durationMs / SECOND_MS / INTERVALS)) * SECOND_MS;
    this.#intervals = Math.max(1, Math.ceil(durationMs / this.#intervalMs));
    const zeros = () => Array.from({ length: this.#intervals }, () => 0);
    this.#duplicates = zeros();
    this.#fulfilled = record(RESOURCES, () => record(serviceNames, zeros));
  }

  add(order: LedgerOrder): void {
    const claims = Object.entries(order.claims).map(
      ([resource, { by, at, attempts }]) => ({ resource, by, at: Date.parse(at), attempts }) as const,
    );
    const firstClaimAt = Math.min(...claims.map(({ at }) => at));
    const publishedAt = order.publishedAt === null ? undefined : Date.parse(order.publishedAt);
    const row = this.#rowAt(publishedAt ?? firstClaimAt);
    if (!row) return;
    if (publishedAt !== undefined) row.addPublished(order, publishedAt, this.#isLost(order, publishedAt));
    else if (isUnattributed(order)) row.unattributed += 1;
    for (const { resource, by, at, attempts } of claims) {
      row.addClaim(by, attempts);
      this.#count(intervalsOf(this.#fulfilled, resource, by), at, 1);
      this.#count(this.#duplicates, at, attempts - 1);
    }
  }

  rows(): readonly StageRow[] {
    return this.#rows.map((row) => row.row());
  }

  totals(): Totals {
    const rows = this.rows();
    const sum = (of: (row: StageRow) => number) => rows.reduce((all, row) => all + of(row), 0);
    return {
      published: sum(({ published }) => published),
      complete: sum(({ complete }) => complete),
      by: record(serviceNames, (name) => sum(({ by }) => by[name])),
      duplicatesAbsorbed: sum(({ duplicatesAbsorbed }) => duplicatesAbsorbed),
      lost: sum(({ lost }) => lost),
      unattributed: sum(({ unattributed }) => unattributed),
      failedRequests: sum(({ failedRequests }) => failedRequests),
      latencyMs: latencyOf(this.#rows.flatMap(({ latencies }) => latencies)),
      gateS: sum(({ gateS }) => gateS),
      switchS: sum(({ switchS }) => switchS),
    };
  }

  /** @param failures when the load balancer saw requests fail, and how many */
  shares(failures: readonly { readonly at: number; readonly count: number }[]): Shares {
    const failedRequests = this.#duplicates.map(() => 0);
    for (const { at, count } of failures) this.#count(failedRequests, at, count);
    return {
      from: this.#from,
      intervalMs: this.#intervalMs,
      fulfilled: this.#fulfilled,
      duplicatesAbsorbed: this.#duplicates,
      failedRequests,
    };
  }

  /** Undefined for what was before the first turn: a ledger that is not of this run alone. */
  #rowAt(at: number): RowTally | undefined {
    return this.#rows.findLast(({ turn }) => turn.begunAt <= at);
  }

  #isLost({ orderId, complete }: LedgerOrder, publishedAt: number): boolean {
    const { overdueBefore, deadLettered } = this.#options;
    return !complete && publishedAt < overdueBefore && !deadLettered.has(orderId);
  }

  #count(intervals: number[] | undefined, at: number, count: number): void {
    const index = Math.min(this.#intervals - 1, Math.floor((at - this.#from) / this.#intervalMs));
    if (intervals && index >= 0) intervals[index] = (intervals[index] ?? 0) + count;
  }
}

const serviceNames = SERVICES.map(({ name }) => name);

class RowTally {
  readonly turn: StageTurn;
  readonly latencies: number[] = [];
  unattributed = 0;
  #published = 0;
  #complete = 0;
  #lost = 0;
  #duplicates = 0;
  readonly #by = record(serviceNames, () => 0);

  constructor(turn: StageTurn) {
    this.turn = turn;
  }

  addPublished({ complete, completedAt }: LedgerOrder, publishedAt: number, isLost: boolean): void {
    this.#published += 1;
    if (isLost) this.#lost += 1;
    if (!complete || completedAt === null) return;
    this.#complete += 1;
    this.latencies.push(Math.max(0, Date.parse(completedAt) - publishedAt));
  }

  addClaim(by: string, attempts: number): void {
    if (by in this.#by) this.#by[by as ServiceName] += 1;
    this.#duplicates += Math.max(0, attempts - 1);
  }

  row(): StageRow {
    const { stage, images, begunAt, openedAt, stableAt, failedRequests } = this.turn;
    return {
      stage,
      images,
      published: this.#published,
      complete: this.#complete,
      by: this.#by,
      duplicatesAbsorbed: this.#duplicates,
      lost: this.#lost,
      unattributed: this.unattributed,
      failedRequests,
      latencyMs: latencyOf([...this.latencies]),
      gateS: (openedAt - begunAt) / SECOND_MS,
      switchS: (stableAt - openedAt) / SECOND_MS,
    };
  }
}

/** Undefined for a resource or a name that the stages do not know. */
function intervalsOf(
  fulfilled: Readonly<Record<string, Readonly<Record<string, number[]>>>>,
  resource: string,
  by: string,
): number[] | undefined {
  return fulfilled[resource]?.[by];
}

/** Who sends an order straight to a service makes its id with `direct-`, which is nobody's loss. */
function isUnattributed({ orderId, publishedAt }: LedgerOrder): boolean {
  return publishedAt === null && !orderId.startsWith('direct-');
}

function record<K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}
