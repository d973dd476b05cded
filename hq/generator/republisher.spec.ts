import { describe, expect, it } from '@jest/globals';
import type { OpenOrder } from '../ledger/tally.ts';
import type { CustomerOrder } from './order.ts';
import { Republisher } from './republisher.ts';

const open = (orderId: string, sentAt: number | undefined, missing = ['iridium']): OpenOrder => ({
  orderId,
  publishedAt: 1,
  sentAt,
  missing,
});

function makeRepublisher(owed: Record<string, readonly OpenOrder[]>, limit?: number) {
  const published: CustomerOrder[] = [];
  const republisher = new Republisher(
    {
      count: {
        count: (participant, onOpen) => {
          for (const order of owed[participant] ?? []) onOpen(order);
          return Promise.resolve([]);
        },
      },
      outbox: {
        all: () => Promise.resolve([{ orderId: 'in-outbox', publishedAt: 1, topics: [], participants: [] }]),
      },
      publisher: {
        republish: (orders) => {
          published.push(...orders);
          return { orderIds: [], recorded: Promise.resolve() };
        },
      },
    },
    limit,
  );
  return { republisher, published };
}

describe('publishing again', () => {
  it('is one order for all that any participant lacks', async () => {
    const { republisher, published } = makeRepublisher({
      ada: [open('order-1', 5, ['iridium'])],
      bob: [open('order-1', 5, ['magnesite'])],
    });
    expect(await republisher.republish(['ada', 'bob'])).toMatchObject({ count: 1, more: false });
    expect(published).toEqual([
      {
        orderId: 'order-1',
        publishedAt: 1,
        topics: ['orders', 'iridium', 'magnesite'],
        participants: ['ada', 'bob'],
      },
    ]);
  });

  it('is bounded, and begins with what was published longest ago', async () => {
    const { republisher, published } = makeRepublisher(
      { ada: [open('new', 9), open('old', 1), open('older', 0)] },
      2,
    );
    expect(await republisher.republish(['ada'])).toMatchObject({ count: 2, more: true });
    expect(published.map(({ orderId }) => orderId)).toEqual(['older', 'old']);
  });

  it('leaves alone what is not published yet', async () => {
    const { republisher, published } = makeRepublisher({
      ada: [open('in-outbox', 1), open('never-sent', undefined)],
    });
    expect(await republisher.republish(['ada'])).toMatchObject({ count: 0, more: false });
    expect(published).toEqual([]);
  });
});
