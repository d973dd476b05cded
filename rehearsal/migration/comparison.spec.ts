import { describe, expect, it } from '@jest/globals';
import type { LedgerOrder } from '@interstella/hq/client';
import { OrderComparison } from './comparison.ts';

const order = (orderId: string, complete = true, publishedAt: string | null = 'then'): LedgerOrder => ({
  orderId,
  publishedAt,
  claims: {},
  complete,
  completedAt: null,
});

function compare(witnessed: readonly string[], ledger: readonly LedgerOrder[]) {
  const comparison = new OrderComparison(new Set(witnessed));
  for (const one of ledger) comparison.add(one);
  return comparison.result();
}

const none = { count: 0, first: [] };

describe('OrderComparison', () => {
  it('finds nothing where both have the same orders', () => {
    expect(compare(['a', 'b'], [order('b'), order('a')])).toEqual({
      witnessed: 2,
      published: 2,
      complete: 2,
      notComplete: none,
      notWitnessed: none,
      notInLedger: none,
    });
  });

  it('names the orders in which they differ, though the counts are the same', () => {
    expect(compare(['a', 'b', 'c'], [order('a'), order('b', false), order('d')])).toMatchObject({
      witnessed: 3,
      published: 3,
      complete: 2,
      notComplete: { count: 1, first: ['b'] },
      notWitnessed: { count: 1, first: ['d'] },
      notInLedger: { count: 1, first: ['c'] },
    });
  });

  it('leaves out what HQ never published', () => {
    expect(compare(['a'], [order('a'), order('direct-1', false, null)])).toMatchObject({
      published: 1,
      notComplete: none,
    });
  });

  it('adds up, also when the witness goes on seeing orders meanwhile', () => {
    const witnessed = new Set(['a', 'b']);
    const comparison = new OrderComparison(witnessed);
    comparison.add(order('a'));
    witnessed.add('c');
    comparison.add(order('c'));
    expect(comparison.result()).toMatchObject({
      witnessed: 2,
      published: 2,
      notWitnessed: { count: 1, first: ['c'] },
      notInLedger: { count: 1, first: ['b'] },
    });
  });

  it('names ten at most', () => {
    const ids = Array.from({ length: 12 }, (_, index) => `order-${index}`);
    expect(compare(ids, []).notInLedger).toEqual({ count: 12, first: ids.slice(0, 10) });
  });
});
