import { beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryStore } from '../testing/in-memory-store.ts';
import { audit } from './audit.ts';
import { Buckets } from './buckets.ts';
import { ClaimWriter } from './claim-writer.ts';
import { Closer } from './closer.ts';
import { LaneWriter } from './lanes.ts';
import { StoredLedger } from './ledger-reader.ts';
import { OrderBook } from './order-book.ts';
import { Periods } from './periods.ts';

const NAMES = ['ada', 'bob'];
const RESOURCES = ['iridium'];
const DAY_MS = 86_400_000;
const KEPT_MS = 30 * DAY_MS;
const LAYOUT = { groups: 2, lanes: 1, partBytes: 150 };

/** A ledger that keeps records for 30 days, each bucket with lanes of several parts. */
function makeLedger() {
  const reads: string[] = [];
  const store = new InMemoryStore((operation) => {
    reads.push(operation);
    return Promise.resolve();
  });
  const world = { now: Date.parse('2026-11-20T06:14:00.000Z') };
  const now = () => world.now;
  const buckets = new Buckets(store, LAYOUT, now);
  const lanes = new LaneWriter(store);
  const listNames = () => Promise.resolve(NAMES);
  const parts = { store, buckets, now, resources: RESOURCES, keptMs: KEPT_MS, listNames, bucketMs: 0 };
  const closer = new Closer(parts);
  const claims = new ClaimWriter(buckets, lanes, 0);
  const book = new OrderBook(store, buckets, lanes, now);
  const claim = (participant: string, orderId: string) =>
    claims.claim({
      ...{ participant, orderId, resources: RESOURCES, by: 'monolith', at: now() },
      attemptId: `attempt-${reads.length}`,
    });
  return {
    ...{ store, world, claim, reads },
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
    audit: () => audit(new StoredLedger(store, buckets, listNames, KEPT_MS)),
  };
}

describe('an audit', () => {
  let ledger: ReturnType<typeof makeLedger>;

  beforeEach(async () => {
    ledger = makeLedger();
    for (const name of NAMES) await ledger.periods.open(name);
    for (let bucket = 0; bucket < 4; bucket += 1) await ledger.fill();
  });

  it('agrees while every lane is there', async () => {
    expect(await ledger.audit()).toEqual({ differences: [] });
  });

  it.each([
    ['the claims of a group', ({ lane }: { lane: string }) => lane === 'claims#0.0'],
    ['the orders', ({ lane }: { lane: string }) => lane.startsWith('orders')],
    ['the first parts', ({ part }: { part: number }) => part === 0],
    ['the last parts', ({ part }: { part: number }) => part > 0],
    ['everything', () => true],
  ])('says that lanes have expired where %s of a bucket are gone', async (_what, isGone) => {
    ledger.store.expire((key) => key.bucket === 2 && isGone({ ...key }));
    const problem = 'The lanes of buckets up to 2 have expired: there is nothing left to count again.';
    expect(await ledger.audit()).toEqual({
      differences: [],
      expired: NAMES.map((participant) => ({ participant, problem })),
    });
  });

  it('disagrees where lanes are gone that never expire', async () => {
    ledger.store.expire(({ bucket }) => bucket === 2);
    const { differences, expired } = await audit(
      new StoredLedger(ledger.store, new Buckets(ledger.store, LAYOUT, Date.now), () =>
        Promise.resolve(NAMES),
      ),
    );
    expect(expired).toBeUndefined();
    expect(new Set(differences.map(({ participant }) => participant))).toEqual(new Set(NAMES));
  });

  it('compares a round that began after everything that has expired', async () => {
    await ledger.periods.beginRound('ada');
    await ledger.fill();
    ledger.store.expire(({ bucket }) => bucket <= 3);
    const { differences, expired } = await ledger.audit();
    expect({ differences, expired: expired?.map(({ participant }) => participant) }).toEqual({
      differences: [],
      expired: ['bob'],
    });
    const { state, revision } = (await ledger.store.readStates(['ada'])).get('ada') ?? {};
    if (!state) throw new Error('ada has no state.');
    const totals = { ...state.totals, published: state.totals.published + 1 };
    await ledger.store.writeState('ada', { ...state, totals }, revision);
    expect((await ledger.audit()).differences).toMatchObject([{ participant: 'ada' }]);
  });

  it('counts claims for orders older than the records as the ledger does', async () => {
    await ledger.claim('ada', 'order-20200101T000000000-old');
    await ledger.claim('ada', 'order-20200101T000000000-old');
    await ledger.close();
    expect((await ledger.store.readStates(['ada'])).get('ada')?.state.totals).toMatchObject({
      expired: 2,
      unattributed: 0,
    });
    expect(await ledger.audit()).toEqual({ differences: [] });
  });

  it('does not read years of expired buckets one by one', async () => {
    const { head } = ledger.store;
    if (!head) throw new Error('There is no head.');
    ledger.store.head = { ...head, open: 1_000_001, closedThrough: 1_000_000 };
    ledger.store.expire(() => true);
    ledger.reads.length = 0;
    const { expired } = await ledger.audit();
    expect(expired).toMatchObject([{ problem: expect.stringContaining('up to 1000000 ') }, {}]);
    expect(ledger.reads.length).toBeLessThan(100);
  });
});
