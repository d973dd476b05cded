import { beforeEach, describe, expect, it } from '@jest/globals';
import { OrdersInFlight } from './orders-in-flight.ts';

describe('orders in flight', () => {
  let now: number;
  let orders: OrdersInFlight;
  beforeEach(() => {
    now = 1_000_000;
    orders = new OrdersInFlight(['iridium', 'magnesite'], () => now);
  });

  it('are those that no participant has completed', () => {
    orders.made(['a', 'b', 'c']);
    orders.claimed('ada', 'a', ['iridium', 'magnesite']);
    orders.claimed('ada', 'b', ['iridium']);
    orders.claimed('bob', 'b', ['magnesite']);
    expect(orders.count).toBe(2);
    orders.claimed('bob', 'b', ['iridium']);
    expect(orders.count).toBe(1);
  });

  it('are none while no claim comes in', () => {
    orders.made(['a', 'b']);
    expect(orders.count).toBe(0);
    orders.claimed('ada', 'a', ['iridium']);
    expect(orders.count).toBe(2);
    now += 5_001;
    expect(orders.count).toBe(0);
  });

  it('are left to the retries of SNS after half a minute', () => {
    orders.made(['a']);
    now += 20_000;
    orders.made(['b', 'c']);
    now += 10_001;
    orders.claimed('ada', 'b', ['iridium']);
    expect(orders.count).toBe(2);
  });
});
