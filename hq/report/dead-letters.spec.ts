import { expect, it } from '@jest/globals';
import { makeLedger } from '../testing/test-ledger.ts';
import { DeadLetterWatch, readDeadLetters } from './dead-letters.ts';

const ADA = {
  ...{ name: 'ada', createdAt: 0, unattributedExpected: false, keys: [], periods: [] },
  deadLetterQueueUrls: ['http://127.0.0.1/queue'],
};

it('keeps the dead-lettered orders that are open, though the closing replaces their pages meanwhile', async () => {
  const ledger = makeLedger(2);
  await ledger.periods.open('ada');
  const orderIds = (await ledger.book.decide(5, ['iridium'])).map(({ orderId }) => orderId).sort();
  await ledger.close();
  const watch = new DeadLetterWatch(
    { list: () => Promise.resolve([ADA]) },
    { peek: () => Promise.resolve({ orderIds: new Set(orderIds), complete: true, warnings: [] }) },
    (names) => ledger.standings(...names),
    ledger.store,
    Date.now,
  );
  ledger.before('readPages', async () => {
    for (const orderId of orderIds.slice(1)) await ledger.claim('ada', orderId);
    await ledger.close();
  });
  await watch.run();
  expect(await readDeadLetters(ledger.store, 'ada')).toMatchObject({ orderIds: orderIds.slice(0, 1) });
});
