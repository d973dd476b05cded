import { setTimeout as delay } from 'node:timers/promises';
import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { makeDynamo, tableNames } from '@interstella/hq/aws';
import { bucketOf, completedAt, DynamoMinuteRecords, DynamoOrderItems } from '@interstella/hq/ledger';
import { percentile } from '../statistics/percentile.ts';
import { fillLedger, type Ledger } from './fill-ledger.ts';
import type { Past } from './past-orders.ts';

/** Orders published from then until before then, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** What the parent sends. */
export type LedgerCommand =
  | { readonly fill: Past }
  | { readonly latencies: Span }
  /** How long to wait at most until HQ has counted and sealed every minute, in milliseconds. */
  | { readonly sealWithin: number };

/** From publishing to the last resource, in milliseconds. */
export interface Latencies {
  readonly orders: number;
  readonly p50: number;
  readonly p99: number;
}

/** As HQ has them unless told otherwise. */
const TABLE_PREFIX = 'interstella-';
const SEAL_LIMIT_MS = 300_000;
const POLL_MS = 250;

/** Beside a kit, at its ledger: takes one {@link LedgerCommand} at a time over IPC and answers each. */
export function runLedger(participant: string): void {
  const ledger: Ledger = { dynamo: makeDynamo(), tables: tableNames(TABLE_PREFIX), participant };
  process.on('message', (command: LedgerCommand) => {
    obey(ledger, command).then(
      (answer) => process.send?.(answer),
      (error: unknown) => process.send?.({ failed: error instanceof Error ? error.message : String(error) }),
    );
  });
  stopOnSignal({ stop: () => Promise.resolve(), timeLimitMs: 1_000, report: console.error });
  announceReady({});
}

async function obey(ledger: Ledger, command: LedgerCommand): Promise<object> {
  if ('latencies' in command) return latencies(ledger, command.latencies);
  if ('sealWithin' in command) return { sealed: await sealed(ledger, command.sealWithin) };
  await fillLedger(ledger, command.fill);
  if (!(await sealed(ledger, SEAL_LIMIT_MS))) {
    throw new Error(`HQ has not sealed its minutes in ${SEAL_LIMIT_MS / 1_000} s.`);
  }
  return { filled: command.fill.orders };
}

/** Waits until HQ has counted and sealed every minute. Resolves with false where the limit comes before. */
async function sealed({ dynamo, tables, participant }: Ledger, limitMs: number): Promise<boolean> {
  const minutes = new DynamoMinuteRecords(dynamo, tables.minutes);
  const deadline = Date.now() + limitMs;
  while (!(await isSealed(minutes, participant))) {
    if (Date.now() >= deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

async function isSealed(minutes: DynamoMinuteRecords, participant: string): Promise<boolean> {
  for await (const page of minutes.ofParticipant(participant)) {
    if (page.some(({ totals }) => totals === undefined)) return false;
  }
  return true;
}

/** @throws Error if an order lacks something, or there is none */
async function latencies({ dynamo, tables, participant }: Ledger, { from, until }: Span): Promise<Latencies> {
  const items = new DynamoOrderItems(dynamo, tables.ledger);
  const minutes = new DynamoMinuteRecords(dynamo, tables.minutes);
  const found: number[] = [];
  for await (const page of minutes.ofParticipant(participant)) {
    for (const { minute } of page) {
      if (minute < minuteText(from) || minute > minuteText(until)) continue;
      for await (const records of items.ofBucket(bucketOf(participant, minute))) {
        for (const record of records) {
          const at = record.publication?.publishedAt ?? 0;
          if (at < from || at >= until) continue;
          const completed = completedAt(record);
          if (completed === undefined) throw new Error(`The order ${record.orderId} is not complete.`);
          found.push(completed - at);
        }
      }
    }
  }
  if (found.length === 0) throw new Error('There was no order to measure.');
  found.sort((a, b) => a - b);
  return { orders: found.length, p50: percentile(found, 50), p99: percentile(found, 99) };
}

/** As the ledger's minutes are named: `20261120T0614`. */
function minuteText(at: number): string {
  return new Date(at).toISOString().replace(/[-:]/g, '').slice(0, 13);
}
