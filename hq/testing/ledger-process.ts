import { OrdersInFlight } from '../generator/orders-in-flight.ts';
import { Publisher } from '../generator/publisher.ts';
import { Republisher } from '../generator/republisher.ts';
import type { Topics } from '../generator/topics.ts';
import { Buckets } from '../ledger/buckets.ts';
import { ClaimWriter } from '../ledger/claim-writer.ts';
import { Closer } from '../ledger/closer.ts';
import { LaneWriter } from '../ledger/lanes.ts';
import { StoredLedger } from '../ledger/ledger-reader.ts';
import { OrderBook } from '../ledger/order-book.ts';
import { Periods } from '../ledger/periods.ts';
import type { Layout } from '../ledger/records.ts';
import { RetryExtensions } from '../ledger/retry-extensions.ts';
import { readStandings } from '../ledger/standings.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { NAMES, RESOURCES } from './ledger-script.ts';

const RETRY_WINDOW_MS = 60_000;
const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };

export type LedgerProcess = ReturnType<typeof makeProcess>;

/** What one process of HQ does with a ledger. */
export function makeProcess(
  store: LedgerStore,
  topics: Topics,
  layout: Omit<Layout, 'from'>,
  settings: { readonly pageSize: number; readonly keptMs: number },
  now: () => number,
) {
  const buckets = new Buckets(store, layout, now);
  const lanes = new LaneWriter(store);
  const deps = { ...settings, store, buckets, now, resources: RESOURCES };
  const listNames = () => Promise.resolve(NAMES);
  const book = new OrderBook(store, buckets, lanes, now);
  const extensions = new RetryExtensions(store, RETRY_WINDOW_MS);
  const inFlight = new OrdersInFlight(RESOURCES, now);
  const publisher = new Publisher(book, store, extensions, inFlight, topics, RESOURCES, now, SILENT);
  const standings = (names: readonly string[]) => readStandings(deps, names);
  return {
    ...{ now, publisher, standings },
    republisher: new Republisher(standings, store, extensions, publisher, now),
    claims: new ClaimWriter(buckets, lanes, 0),
    periods: new Periods(store, buckets, now),
    closer: new Closer({ ...deps, bucketMs: 0, listNames }),
    reader: new StoredLedger(deps, listNames),
  };
}
