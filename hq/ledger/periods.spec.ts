import { beforeEach, describe, expect, it } from '@jest/globals';
import { makeOrderId } from '@interstella/libs/orders';
import { makeLedger } from '../testing/test-ledger.ts';
import type { State } from './records.ts';

/** The most that an item of DynamoDB may have, in bytes. */
const ITEM_LIMIT = 400 * 1_024;

describe("a participant's state", () => {
  let ledger: ReturnType<typeof makeLedger>;
  beforeEach(() => {
    ledger = makeLedger();
  });

  it('has a bounded number of periods, until a new round begins', async () => {
    for (let time = 0; time < 500; time += 1) {
      await ledger.periods.open('ada');
      await ledger.periods.close('ada');
    }
    await expect(ledger.periods.open('ada')).rejects.toThrow(
      'ada was opened 500 times. Begin a new round first.',
    );
    await ledger.periods.beginRound('ada');
    expect((await ledger.periods.open('ada')).periods).toHaveLength(1);
  });

  it('is an item that DynamoDB takes, with as much in it as there can be', async () => {
    const orderId = makeOrderId('order', new Date(ledger.world.now));
    const at = ledger.world.now;
    const page = { key: '123456789.AAAAAAAA.0', first: orderId, last: orderId, count: 250 };
    const period = { openedAt: at, closedAt: at, from: 123_456_789, until: 123_456_789 };
    const newest = Array.from({ length: 299 }, () => ({ orderId, missing: ['iridium', 'magnesite'] }));
    for (let time = 0; time < 20; time += 1) {
      const except = Array.from({ length: 100 }, () => orderId);
      const lost = Array.from({ length: 3 }, () => ({ from: orderId, to: orderId }));
      const counts = { unattributed: 1_000_000, direct: 1_000_000 };
      await ledger.periods.acknowledge('ada', { reason: 'é'.repeat(500), at, lost, except, ...counts });
    }
    const state: State = {
      ...(await ledger.periods.open('ada')),
      periods: Array.from({ length: 500 }, () => period),
      pages: Array.from({ length: 1_600 }, () => page),
      newest,
      oldest: newest.slice(0, 100),
      latencies: Array.from({ length: 128 }, () => 1_000_000),
      unattributedOrders: Array.from({ length: 100 }, () => ({
        orderId: 'u'.repeat(80),
        by: ['b'.repeat(32), 'c'.repeat(32)],
        resources: ['iridium', 'magnesite'],
      })),
    };
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(ITEM_LIMIT);
  });
});
