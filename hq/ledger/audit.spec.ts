import { beforeEach, describe, expect, it } from '@jest/globals';
import { makeLedger, NAMES } from '../testing/test-ledger.ts';
import { freshState } from './fold.ts';

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
    const problem = 'The lanes of buckets up to 2 have expired, so they cannot be counted again.';
    expect(await ledger.audit()).toEqual({
      differences: [],
      expired: NAMES.map((participant) => ({ participant, problem })),
    });
  });

  it('disagrees if lanes are gone although records never expire', async () => {
    ledger.store.expire(({ bucket }) => bucket === 2);
    const { differences, expired } = await ledger.audit({ keptMs: undefined });
    expect(expired).toBeUndefined();
    expect(new Set(differences.map(({ participant }) => participant))).toEqual(new Set(NAMES));
  });

  it('compares a round that began after the expired lanes', async () => {
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

  it('agrees right after a participant was opened during a closing', async () => {
    ledger = makeLedger();
    await ledger.book.decide(1, ['iridium']);
    await ledger.close();
    await ledger.store.writeState('ada', freshState(1, [{ openedAt: 0, from: 1 }]), undefined);
    expect(await ledger.audit()).toEqual({ differences: [] });
  });

  it('retries if the closer replaces pages of open orders meanwhile', async () => {
    ledger = makeLedger(2);
    await ledger.periods.open('ada');
    const orders = await ledger.book.decide(5, ['iridium']);
    await ledger.close();
    ledger.before('readPages', async () => {
      for (const { orderId } of orders) await ledger.claim('ada', orderId);
      await ledger.close();
    });
    expect(await ledger.audit()).toEqual({ differences: [] });
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
