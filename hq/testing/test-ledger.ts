import { audit } from '../ledger/audit.ts';
import { Buckets } from '../ledger/buckets.ts';
import { ClaimWriter } from '../ledger/claim-writer.ts';
import { Closer } from '../ledger/closer.ts';
import type { LedgerDependencies } from '../ledger/fold.ts';
import { LaneWriter } from '../ledger/lanes.ts';
import { StoredLedger } from '../ledger/ledger-reader.ts';
import { OrderBook } from '../ledger/order-book.ts';
import { Periods } from '../ledger/periods.ts';
import { readStandings } from '../ledger/standings.ts';
import { InMemoryStore } from './in-memory-store.ts';

export const NAMES = ['ada', 'bob'];
const RESOURCES = ['iridium'];
const DAY_MS = 86_400_000;
const KEPT_MS = 30 * DAY_MS;
const LAYOUT = { groups: 2, lanes: 1, partBytes: 150 };

/** A ledger that keeps records for 30 days, each bucket with lanes of several parts. */
export function makeLedger(pageSize = 1_000) {
  const reads: string[] = [];
  let next: { operation: string; act: () => Promise<unknown> } | undefined;
  const store = new InMemoryStore(async (operation) => {
    reads.push(operation);
    if (next?.operation !== operation) return;
    const { act } = next;
    next = undefined;
    await act();
  });
  const world = { now: Date.parse('2026-11-20T06:14:00.000Z') };
  const now = () => world.now;
  const buckets = new Buckets(store, LAYOUT, now);
  const lanes = new LaneWriter(store);
  const listNames = () => Promise.resolve(NAMES);
  const reading = { store, buckets, now, resources: RESOURCES, keptMs: KEPT_MS, pageSize };
  const closer = new Closer({ ...reading, listNames, bucketMs: 0 });
  const claims = new ClaimWriter(buckets, lanes, 0);
  const book = new OrderBook(store, buckets, lanes, now);
  const claim = (participant: string, orderId: string) =>
    claims.claim({
      ...{ participant, orderId, resources: RESOURCES, by: 'monolith', at: now() },
      attemptId: `attempt-${reads.length}`,
    });
  return {
    ...{ store, buckets, book, world, claim, closer, reads },
    periods: new Periods(store, buckets, now),
    close: async () => {
      while ((await closer.run()) > 0);
    },
    /** Orders that both claim, counted in a bucket of their own. */
    fill: async (count = 5) => {
      for (const { orderId } of await book.decide(count, RESOURCES)) {
        for (const name of NAMES) await claim(name, orderId);
      }
      await closer.run();
    },
    standings: (...names: string[]) => readStandings(reading, names),
    audit: (otherwise: Partial<LedgerDependencies> = {}) =>
      audit(new StoredLedger({ ...reading, ...otherwise }, listNames)),
    /** Does something just before the next operation of this name. */
    before: (operation: string, act: () => Promise<unknown>) => {
      next = { operation, act };
    },
  };
}
