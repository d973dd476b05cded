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

async function ordersIn({ store, buckets }: Ledger) {
  const head = await buckets.read();
  const parts = await readLanes(store, everyLane(layoutOf(head, head.open)), 1, head.open);
  return bucketsOf(parts).flatMap(({ orders }) => orders.map(({ orderId }) => orderId));
}

describe('orders whose decision got no answer', () => {
  const nothing = () => Promise.resolve();
  const turn = ({ buckets }: Ledger) => buckets.turn(1);
  const resume = ({ book }: Ledger) => book.resume(() => false);

  it.each([
    ['are the same in the next attempt', true, nothing],
    ['are the same in the next attempt, in another bucket', true, turn],
    ['are the same after another process took them up', true, resume],
    ['are made where they were not, from the same records', false, nothing],
    ['are made anew where their bucket has closed without them', false, turn],
  ])('%s', async (_name, placed, meanwhile) => {
    const { ledger, decided } = await decideWithoutAnswer(placed, meanwhile);
    const orderIds = decided.map(({ orderId }) => orderId).sort();
    expect(orderIds).toHaveLength(3);
    expect((await ordersIn(ledger)).sort()).toEqual(orderIds);
    expect([...ledger.store.orders.keys()].sort()).toEqual(orderIds);
  });
});
