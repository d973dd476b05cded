import { beforeEach, describe, expect, it } from '@jest/globals';
import { makeLedger } from '../testing/test-ledger.ts';
import { freshState } from './fold.ts';

describe('standings', () => {
  let ledger: ReturnType<typeof makeLedger>;
  beforeEach(() => {
    ledger = makeLedger();
  });

  const readsFor = async (name: string) => {
    ledger.reads.length = 0;
    await ledger.standings(name);
    return ledger.reads.filter((operation) => operation === 'readLane').length;
  };
  const closeBuckets = async (count: number) => {
    for (let bucket = 0; bucket < count; bucket += 1) {
      await ledger.claim('bob', 'sns-1');
      await ledger.close();
    }
  };

  it.each([
    ['is open and idle', () => Promise.resolve()],
    ['was closed and is idle', () => ledger.periods.close('ada')],
  ])('read no more for who %s the more buckets are closed', async (_who, change) => {
    await ledger.periods.open('ada');
    await ledger.fill();
    await closeBuckets(2);
    await change();
    await closeBuckets(1);
    const before = await readsFor('ada');
    await closeBuckets(10);
    expect(await readsFor('ada')).toBe(before);
  });

  it('add buckets that were closed before the state said they were owed', async () => {
    for (let bucket = 1; bucket <= 3; bucket += 1) {
      await ledger.book.decide(1, ['iridium']);
      await ledger.close();
    }
    const periods = [1, 3].map((from) => ({ openedAt: 0, from, until: from + 1 }));
    await ledger.store.writeState('ada', freshState(1, periods), undefined);
    const before = await readsFor('ada');
    await closeBuckets(10);
    expect(await readsFor('ada')).toBe(before);
    const { byName } = await ledger.standings('ada');
    expect(byName.get('ada')?.counted.totals).toMatchObject({ published: 2 });
  });

  it.each([
    ['buckets', 33, 0],
    ['parts', 3, 700],
  ])('end at the last closed bucket if too many %s are uncounted', async (_what, count, claims) => {
    await ledger.periods.open('ada');
    await ledger.fill();
    for (let bucket = 0; bucket < count; bucket += 1) {
      // Each part is full with the first claim.
      for (let n = 0; n < claims; n += 1) await ledger.claim('ada', `order-${'x'.repeat(150)}-${n}`);
      await ledger.buckets.advance((await ledger.buckets.read()).open);
    }
    const { isCurrent, asOf, closedAt, byName } = await ledger.standings('ada');
    expect({ isCurrent, asOf }).toEqual({ isCurrent: false, asOf: closedAt });
    expect(byName.get('ada')?.counted.totals).toMatchObject({ published: 5, complete: 5, unattributed: 0 });
    await ledger.close();
    expect(await ledger.standings('ada')).toMatchObject({ isCurrent: true });
  });
});
