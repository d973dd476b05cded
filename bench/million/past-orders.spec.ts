import { describe, expect, it } from '@jest/globals';
import { pastOrders } from './past-orders.ts';

const NOW = Date.parse('2026-11-20T12:34:56.789Z');

/** The UTC minute that an id tells: `20261120T1231`. */
const minuteOf = (orderId: string) => /^order-(\d{8}T\d{4})/.exec(orderId)?.[1];

describe('orders of the past', () => {
  const minutes = [...pastOrders({ orders: 1_300, rate: 10, now: NOW })];

  it('are the wanted number, minute by minute, and the rest in the last minute', () => {
    expect(minutes.map((minute) => minute.length)).toEqual([600, 600, 100]);
  });

  it('are each of their own minute by id and by time, and of minutes that have ended', () => {
    const told = minutes.map((minute) => [
      ...new Set(
        minute.flatMap(({ orderId, publishedAt }) => [
          minuteOf(orderId),
          minuteOf(`order-${new Date(publishedAt).toISOString().replace(/[-:.Z]/g, '')}-a`),
        ]),
      ),
    ]);
    expect(told).toEqual([['20261120T1231'], ['20261120T1232'], ['20261120T1233']]);
  });

  it('are all different', () => {
    const all = minutes.flat();
    expect(new Set(all.map(({ orderId }) => orderId)).size).toBe(1_300);
    expect(new Set(all.map(({ attemptId }) => attemptId)).size).toBe(1_300);
  });
});
