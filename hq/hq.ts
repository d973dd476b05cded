import type { Resource } from '@interstella/libs/orders';
import type { DynamoCalls } from './aws/dynamo.ts';
import { DynamoTable } from './aws/dynamo-table.ts';
import { tableNames } from './aws/tables.ts';
import type { Clock } from './clock.ts';
import { Closing } from './closing.ts';
import { Generator } from './generator/generator.ts';
import { ScheduleLock } from './generator/schedule-lock.ts';
import { OrdersInFlight } from './generator/orders-in-flight.ts';
import { Publisher } from './generator/publisher.ts';
import { Republisher } from './generator/republisher.ts';
import type { Topics } from './generator/topics.ts';
import { PauseDetector } from './ledger/pause-detector.ts';
import { Buckets } from './ledger/buckets.ts';
import { ClaimWriter } from './ledger/claim-writer.ts';
import { Closer } from './ledger/closer.ts';
import { DynamoStore } from './ledger/dynamo-store.ts';
import { LaneWriter } from './ledger/lanes.ts';
import { StoredLedger } from './ledger/ledger-reader.ts';
import { OrderBook } from './ledger/order-book.ts';
import { Periods } from './ledger/periods.ts';
import type { Layout } from './ledger/records.ts';
import { RetryExtensions } from './ledger/retry-extensions.ts';
import { readStandings } from './ledger/standings.ts';
import type { Log } from './log.ts';
import { Participants } from './participants/participants.ts';
import { type DeadLetters, DeadLetterWatch } from './report/dead-letters.ts';
import { orderStatus, type OrderStatus } from './report/order-status.ts';
import { Reporter } from './report/reporter.ts';

/** How the ledger is written and counted. A change takes effect with the next bucket. */
export interface LedgerSettings extends Omit<Layout, 'from'> {
  /** The age at which a bucket is closed, in ms. */
  readonly bucketMs: number;
  /** How long a claim waits for others in its batch, in ms. */
  readonly gatherMs: number;
  /** How long records are kept, in ms; undefined if for ever. */
  readonly keptMs: number | undefined;
}

export interface HqDependencies {
  readonly dynamo: DynamoCalls;
  readonly tablePrefix: string;
  readonly topics: Topics;
  readonly deadLetters: DeadLetters;
  readonly resources: readonly Resource[];
  readonly retryWindowMs: number;
  readonly ledger: LedgerSettings;
  readonly now: Clock;
  readonly log: Log;
}

/** The services of Interstella HQ, without an HTTP server. Controllers and guards inject it. */
export abstract class Hq {
  abstract readonly claims: ClaimWriter;
  abstract readonly ledger: StoredLedger;
  abstract readonly inFlight: OrdersInFlight;
  abstract readonly participants: Participants;
  abstract readonly publisher: Publisher;
  abstract readonly republisher: Republisher;
  abstract readonly generator: Generator;
  abstract readonly scheduleLock: ScheduleLock;
  abstract readonly reporter: Reporter;
  abstract readonly closing: Closing;
  abstract readonly orderStatus: (names: readonly string[], orderId: string) => Promise<OrderStatus>;
  abstract readonly resources: readonly Resource[];
  abstract readonly now: Clock;
  abstract readonly log: Log;
}

export function makeHq(deps: HqDependencies): Hq {
  const { dynamo, topics, deadLetters, resources, retryWindowMs, now, log } = deps;
  const { bucketMs, gatherMs, keptMs, groups, lanes, partBytes } = deps.ledger;
  const tables = tableNames(deps.tablePrefix);
  const store = new DynamoStore(dynamo, tables, keptMs);
  const buckets = new Buckets(store, { groups, lanes, partBytes }, now);
  const writer = new LaneWriter(store);
  const ledgerDeps = { store, buckets, resources, keptMs, now };
  const periods = new Periods(store, buckets, now);
  const participants = new Participants(new DynamoTable(dynamo, tables.participants), store, periods, now);
  const standings = (names: readonly string[]) => readStandings(ledgerDeps, names);
  const book = new OrderBook(store, buckets, writer, now);
  const extensions = new RetryExtensions(store, retryWindowMs);
  const pauseDetector = new PauseDetector(extensions, retryWindowMs, now);
  const inFlight = new OrdersInFlight(resources, now);
  const publisher = new Publisher(book, store, extensions, inFlight, topics, resources, now, log);
  const listNames = async () => (await participants.list()).map(({ name }) => name);
  const ledger = new StoredLedger(ledgerDeps, listNames);
  const closer = new Closer({ ...ledgerDeps, listNames, bucketMs });
  const deadLetterWatch = new DeadLetterWatch(participants, deadLetters, standings, store, now);
  return {
    ...{ ledger, inFlight, participants, publisher, resources, now, log },
    claims: new ClaimWriter(buckets, writer, gatherMs),
    republisher: new Republisher(standings, store, extensions, publisher, now),
    generator: new Generator(publisher, inFlight, () => participants.listOpen(), now, log),
    scheduleLock: new ScheduleLock(new DynamoTable(dynamo, tables.state)),
    reporter: new Reporter(
      standings,
      store,
      extensions,
      pauseDetector,
      participants,
      periods,
      resources,
      retryWindowMs,
    ),
    closing: new Closing(closer, deadLetterWatch, publisher, pauseDetector, now, log),
    orderStatus: (names, orderId) => orderStatus(ledgerDeps, ledger, names, orderId),
  };
}
