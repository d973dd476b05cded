import { describe, expect, it } from '@jest/globals';
import type { LedgerStore } from '../ledger/store.ts';
import type { Participants } from '../participants/participants.ts';
import { makeLedger } from '../testing/test-ledger.ts';
import { DeadLetterWatch, readDeadLetters } from './dead-letters.ts';

const ADA = {
  ...{ name: 'ada', createdAt: 0, unattributedExpected: false, keys: [], periods: [] },
  deadLetterQueueUrls: ['http://127.0.0.1/queue'],
};

/** A watch over participants whose queue, of their own name, takes this long to look at. */
function makeWatch(names: readonly string[], lookMs: number) {
  const world = { ms: 0, looked: [] as string[], failing: [] as string[] };
  const participants = names.map((name) => ({
    name,
    deadLetterQueueUrls: name === 'queueless' ? [] : [name],
  }));
  const watch = new DeadLetterWatch(
    { list: () => Promise.resolve(participants) } as unknown as Participants,
    {
      peek: ([name = '']) => {
        world.ms += lookMs;
        world.looked.push(name);
        return Promise.resolve({ orderIds: new Set(['order-1']), complete: true, warnings: [] });
      },
    },
    ([name = '']) =>
      world.failing.includes(name)
        ? Promise.reject(new Error('no answer'))
        : Promise.resolve({ asOf: 0, closedAt: 0, isCurrent: true, byName: new Map() }),
    { writeNote: () => Promise.resolve() } as unknown as LedgerStore,
    () => world.ms,
  );
  const run = async () => {
    await watch.run().catch(() => undefined);
    return world.looked.splice(0);
  };
  return { world, run };
}

describe('watching dead letters', () => {
  it('peeks at every participant with a queue once per run', async () => {
    const { run } = makeWatch(['ada', 'bob', 'queueless'], 1);
    expect(await run()).toEqual(['ada', 'bob']);
    expect(await run()).toEqual(['ada', 'bob']);
  });

  it('ends a run in time, and goes on there in the next one', async () => {
    const { run } = makeWatch(['ada', 'bob', 'eve', 'joe', 'queueless', 'sue'], 5_000);
    expect([await run(), await run(), await run()]).toEqual([
      ['ada', 'bob'],
      ['eve', 'joe'],
      ['sue', 'ada'],
    ]);
  });

  it('goes on after a peek that failed', async () => {
    const { world, run } = makeWatch(['ada', 'bob', 'eve'], 1);
    world.failing = ['bob'];
    expect([await run(), await run()]).toEqual([
      ['ada', 'bob'],
      ['eve', 'ada', 'bob'],
    ]);
  });

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
    const notes = await readDeadLetters(ledger.store, ['ada']);
    expect(notes.get('ada')).toMatchObject({ orderIds: orderIds.slice(0, 1) });
  });
});
