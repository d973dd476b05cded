import { setTimeout as delay } from 'node:timers/promises';
import { Dynamo, tableNames } from '@interstella/hq/aws';
import { Buckets, recountAll, StoredLedger, timeOfOrder } from '@interstella/hq/ledger';
import { serveCommands } from '../processes/serve-commands.ts';
import { percentile } from '../statistics/statistics.ts';
import { fillLedger, type Ledger, storeOf, UNUSED_LAYOUT } from './fill-ledger.ts';
import type { Past } from './past-orders.ts';

/** A span of time in milliseconds since 1970, without its end. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** A command of the parent. */
export type LedgerCommand =
  | { readonly fill: Past }
  | { readonly latencies: Span }
  /** The time limit for HQ to count and seal every minute, in milliseconds. */
  | { readonly sealWithin: number };

/** From publishing to the last resource, in milliseconds. */
export interface Latencies {
  readonly orders: number;
  readonly p50: number;
  readonly p99: number;
}

/** HQ's default. */
const TABLE_PREFIX = 'interstella-';
const SEAL_LIMIT_MS = 300_000;
const POLL_MS = 250;

/** Fills and reads a kit's ledger: answers one {@link LedgerCommand} at a time. */
export function runLedger(participant: string): void {
  const ledger: Ledger = { dynamo: new Dynamo(), tables: tableNames(TABLE_PREFIX), participant };
  serveCommands((command: LedgerCommand) => answer(ledger, command));
}

async function answer(ledger: Ledger, command: LedgerCommand): Promise<object> {
  if ('latencies' in command) return latencies(ledger, command.latencies);
  if ('sealWithin' in command) return { sealed: await sealed(ledger, command.sealWithin) };
  await fillLedger(ledger, command.fill);
  if (!(await sealed(ledger, SEAL_LIMIT_MS))) {
    throw new Error(`HQ has not sealed its minutes in ${SEAL_LIMIT_MS / 1_000} s.`);
  }
  return { filled: command.fill.orders };
}

/** Waits until HQ has counted every closed bucket. Resolves with false at the time limit. */
async function sealed(ledger: Ledger, limitMs: number): Promise<boolean> {
  const store = storeOf(ledger);
  const deadline = Date.now() + limitMs;
  for (;;) {
    const head = await store.readHead();
    if (head && head.closedThrough >= head.open - 1) return true;
    if (Date.now() >= deadline) return false;
    await delay(POLL_MS);
  }
}

/** @throws Error if an order is not complete, or there is none */
async function latencies(ledger: Ledger, { from, until }: Span): Promise<Latencies> {
  const store = storeOf(ledger);
  const buckets = new Buckets(store, UNUSED_LAYOUT, Date.now);
  const parts = { store, buckets, now: Date.now, resources: [], keptMs: undefined };
  const reader = new StoredLedger(parts, () => Promise.resolve([ledger.participant]));
  const standings = await reader.standings();
  const whom = standings.map((standing) => ({ ...standing, through: Infinity }));
  const isOfSpan = (orderId: string) => {
    const at = timeOfOrder(orderId) ?? 0;
    return at >= from && at < until;
  };
  const recount = await recountAll(reader, whom, 1, isOfSpan);
  const found = [...recount.ordersOf(ledger.participant)].map(({ orderId, missing, claims }) => {
    if (missing.length > 0) throw new Error(`The order ${orderId} is not complete.`);
    return Math.max(...[...claims.values()].map(({ at }) => at)) - (timeOfOrder(orderId) ?? 0);
  });
  if (found.length === 0) throw new Error('There was no order to measure.');
  found.sort((a, b) => a - b);
  return { orders: found.length, p50: percentile(found, 50), p99: percentile(found, 99) };
}
