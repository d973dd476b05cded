import { describe, expect, it } from '@jest/globals';
import { OpenOrders } from './open-orders.ts';
import type { PageReader } from './page-reader.ts';

it('has the oldest open orders after one in the middle of a page, from the pages behind it, too', async () => {
  const order = (n: number) => ({ orderId: `order-${n}`, missing: ['iridium'] });
  const stored = new Map([
    ['a', [0, 1, 2, 3, 4].map(order)],
    ['b', [5, 6].map(order)],
  ]);
  const pages = [
    { key: 'a', first: 'order-0', last: 'order-4', count: 5 },
    { key: 'b', first: 'order-5', last: 'order-6', count: 2 },
  ];
  const store: PageReader = { readPages: (keys) => Promise.resolve(keys.map(({ key }) => stored.get(key))) };
  const open = new OpenOrders(store, 'ada', { newest: [order(7)], pages });
  expect(await open.oldest(2, 'order-3')).toEqual([order(4), order(5)]);
});

it('has the oldest hundred without reading a page', async () => {
  const order = (n: number) => ({ orderId: `order-${n}`, missing: ['iridium'] });
  const unread: PageReader = { readPages: () => Promise.reject(new Error('A page was read.')) };
  const made = await new OpenOrders(unread, 'ada', { newest: [1, 2, 3, 4].map(order), pages: [] }, 3).store(
    '1',
  );
  expect(made).toMatchObject({ pages: [{ count: 3 }], newest: [order(4)] });
  const open = new OpenOrders(unread, 'ada', made);
  expect(await open.oldest(100)).toEqual([1, 2, 3, 4].map(order));
  await expect(open.oldest(101)).rejects.toThrow('A page was read.');

  const stored: PageReader = {
    readPages: (keys) => Promise.resolve(keys.map(({ key }) => made.put.get(key))),
  };
  const changed = new OpenOrders(stored, 'ada', made);
  await changed.load(['order-1']);
  changed.change('order-1', []);
  expect(await changed.oldest(100)).toEqual([2, 3, 4].map(order));
  expect((await changed.store('2')).oldest).toEqual([2, 3].map(order));
});

describe('more pages than a state may have', () => {
  const order = (n: number) => ({
    orderId: `order-${String(n).padStart(6, '0')}`,
    missing: ['iridium', 'magnesite'],
  });
  const page = (n: number) => ({
    key: `${n}`,
    first: order(10 * n).orderId,
    last: order(10 * n + 9).orderId,
    count: 10,
  });
  const ordersOf = (key: string) => Array.from({ length: 10 }, (_, n) => order(10 * Number(key) + n));
  const store: PageReader = { readPages: (keys) => Promise.resolve(keys.map(({ key }) => ordersOf(key))) };

  it('keep the count of the oldest orders, and not the orders', async () => {
    const pages = Array.from({ length: 1_603 }, (_, n) => page(n));
    const before = new OpenOrders(store, 'ada', { newest: [order(20_000)], pages });
    const kept = await before.store('1');
    expect(kept.pages).toHaveLength(1_600);
    expect(kept.pages[0]).toEqual({ ...page(0), key: '', last: page(3).last, count: 40 });
    expect(kept.drop).toEqual(['0', '1', '2', '3']);
    const after = new OpenOrders(store, 'ada', kept);
    expect(after.count).toBe(before.count);
    expect(await after.countBefore(order(60).orderId)).toBe(60);
    expect(after.mayHave(order(5).orderId)).toBe(false);
    await after.load([order(5).orderId]);
    expect(after.find(order(5).orderId)).toBeUndefined();
    const again = await new OpenOrders(store, 'ada', { ...kept, pages: [...kept.pages, page(1_603)] }).store(
      '2',
    );
    expect(again).toMatchObject({ drop: ['4'] });
    expect(again.pages[0]).toMatchObject({ key: '', count: 50 });
  });
});
