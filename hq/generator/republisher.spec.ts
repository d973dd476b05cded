import { describe, expect, it } from '@jest/globals';
import { Buckets } from '../ledger/buckets.ts';
import { Fold, freshState } from '../ledger/fold.ts';
import type { OpenOrder, OrderRecord } from '../ledger/records.ts';
import { InMemoryStore } from '../testing/in-memory-store.ts';
import { Republisher } from './republisher.ts';

const open = (orderId: string, missing = ['iridium']): OpenOrder => ({ orderId, missing });

function makeRepublisher(
  owed: Record<string, readonly OpenOrder[]>,
  {
    limit,
    unsent = [],
    gone = [],
  }: { limit?: number; unsent?: readonly string[]; gone?: readonly string[] } = {},
) {
  const published: OrderRecord[] = [];
  const marked: string[] = [];
  const owners: string[] = [];
  const store = new InMemoryStore();
  for (const { orderId } of Object.values(owed).flat()) {
    if (gone.includes(orderId)) continue;
    const sent = unsent.includes(orderId) ? {} : { sentAt: 1 };
    store.orders.set(orderId, { orderId, bucket: 1, lane: 'orders#0', topics: ['orders'], ...sent });
  }
  const buckets = new Buckets(store, { groups: 1, lanes: 1, partBytes: 8_192 }, Date.now);
  const deps = { store, buckets, now: Date.now, resources: ['iridium', 'magnesite'], keptMs: undefined };
  const byName = new Map(
    Object.entries(owed).map(([name, newest]) => [name, new Fold(deps, name, { ...freshState(), newest })]),
  );
  const republisher = new Republisher(
    () => Promise.resolve({ asOf: 0, closedAt: 0, isCurrent: true, byName }),
    store,
    {
      extend: (owner, orderIds) => {
        marked.push(`${owner} ${orderIds.join(' ')}`);
        return Promise.resolve();
      },
    },
    {
      republish: (orders, lackedBy) => {
        published.push(...orders);
        for (const { orderId } of orders) owners.push(`${orderId} ${lackedBy(orderId).join(' ')}`);
        return Promise.resolve();
      },
    },
    Date.now,
    limit,
  );
  return { republisher, published, marked, owners };
}

describe('publishing again', () => {
  it('publishes an order once for all resources that participants miss', async () => {
    const { republisher, published } = makeRepublisher({
      ada: [open('order-1', ['iridium'])],
      bob: [open('order-1', ['magnesite'])],
    });
    expect(await republisher.republish(['ada', 'bob'])).toEqual({ count: 1, expired: 0, next: null });
    expect(published).toEqual([
      { orderId: 'order-1', bucket: 1, lane: 'orders#0', topics: ['orders', 'iridium', 'magnesite'] },
    ]);
  });

  it('is limited per call, begins with the oldest order, and resumes where it ended', async () => {
    const { republisher, published } = makeRepublisher(
      { ada: [open('order-3'), open('order-2'), open('order-1')] },
      { limit: 2 },
    );
    expect(await republisher.republish(['ada'])).toEqual({ count: 2, expired: 0, next: 'order-2' });
    expect(published.map(({ orderId }) => orderId)).toEqual(['order-1', 'order-2']);
    expect(await republisher.republish(['ada'], 'order-2')).toEqual({ count: 1, expired: 0, next: null });
  });

  it('skips orders that wait for SNS', async () => {
    const { republisher, published } = makeRepublisher({ ada: [open('order-1')] }, { unsent: ['order-1'] });
    expect(await republisher.republish(['ada'])).toEqual({ count: 0, expired: 0, next: null });
    expect(published).toEqual([]);
  });

  it('extends the retry window of a participant for the orders that it misses', async () => {
    const { republisher, marked, owners } = makeRepublisher({
      ada: [open('order-1')],
      bob: [open('order-1'), open('order-2')],
      eve: [],
    });
    await republisher.republish(['ada', 'bob', 'eve']);
    expect(marked).toEqual(['ada order-1', 'bob order-1 order-2']);
    expect(owners).toEqual(['order-1 ada bob', 'order-2 bob']);
  });

  it('counts the orders that have expired', async () => {
    const { republisher, published } = makeRepublisher(
      { ada: [open('order-1'), open('order-2')] },
      { gone: ['order-1'] },
    );
    expect(await republisher.republish(['ada'])).toEqual({ count: 1, expired: 1, next: null });
    expect(published.map(({ orderId }) => orderId)).toEqual(['order-2']);
  });
});
