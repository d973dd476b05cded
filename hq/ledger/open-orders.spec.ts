import { expect, it } from '@jest/globals';
import { OpenOrders } from './open-orders.ts';

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
  const store = { readPages: () => Promise.resolve(stored) };
  const open = new OpenOrders(store, 'ada', { newest: [order(7)], pages });
  expect(await open.oldest(2, 'order-3')).toEqual([order(4), order(5)]);
});
