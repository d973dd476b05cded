import { describe, expect, it } from '@jest/globals';
import { makeLedger } from '../testing/test-ledger.ts';
import { bucketsOf, everyLane, layoutOf, readLanes } from './lanes.ts';

/** A decision whose place in the lane is taken, and whose answer is lost. */
async function decideWithoutAnswer(placed: boolean, meanwhile: (ledger: Ledger) => Promise<unknown>) {
  const ledger = makeLedger();
  const { store, book } = ledger;
  const draft = {};
  const append = store.append.bind(store);
  store.append = async (...args) => {
    store.append = append;
    if (placed) await append(...args);
    throw new Error('The answer is lost.');
  };
  await expect(book.decide(3, ['iridium'], draft)).rejects.toThrow('The answer is lost.');
  await meanwhile(ledger);
  return { ledger, decided: await book.decide(3, ['iridium'], draft) };
}

type Ledger = ReturnType<typeof makeLedger>;

async function entriesIn({ store, buckets }: Ledger) {
  const head = await buckets.read();
  const parts = await readLanes(store, everyLane(layoutOf(head, head.open)), 1, head.open);
  return bucketsOf(parts).flatMap(({ orders }) => orders);
}

async function ordersIn(ledger: Ledger) {
  return (await entriesIn(ledger)).map(({ orderId }) => orderId);
}

describe('orders, retried after a write without an answer,', () => {
  const nothing = () => Promise.resolve();
  const advance = ({ buckets }: Ledger) => buckets.advance(1);
  const resume = ({ book }: Ledger) => book.resume(() => false);

  it.each([
    ['are the same if the write had succeeded', true, nothing],
    ['are the same if their bucket was closed since', true, advance],
    ['are the same if another process took them up', true, resume],
    ['are made from the same records if the write had failed', false, nothing],
    ['are new ones if their bucket was closed without them', false, advance],
  ])('%s', async (_name, placed, meanwhile) => {
    const { ledger, decided } = await decideWithoutAnswer(placed, meanwhile);
    const orderIds = decided.map(({ orderId }) => orderId).sort();
    expect(orderIds).toHaveLength(3);
    expect((await ordersIn(ledger)).sort()).toEqual(orderIds);
    expect([...ledger.store.orders.keys()].sort()).toEqual(orderIds);
  });
});

describe('an order that is published again on some of its topics', () => {
  it('stays owed for all its resources, though another process takes it up', async () => {
    const ledger = makeLedger();
    const { store, book, world } = ledger;
    const [order] = await book.decide(1, ['iridium', 'magnesite']);
    if (!order) throw new Error('No order was made.');
    const again = { ...order, topics: ['orders', 'magnesite'], republishedAt: world.now };
    await store.putOrders([again]);
    expect(await book.resume(() => false)).toEqual([again]);
    expect(await entriesIn(ledger)).toEqual([
      { orderId: order.orderId, resources: ['iridium', 'magnesite'] },
    ]);
  });
});
