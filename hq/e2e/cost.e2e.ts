import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chunksOf } from '../chunks-of.ts';
import {
  claim,
  freshTables,
  publishOrders,
  reportOn,
  startDynamo,
  startHq,
  TestClock,
  type TestHq,
} from './world.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let clock: TestClock;
let hq: TestHq;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(async () => {
  clock = new TestClock();
  hq = startHq(dynamo.endpoint, await freshTables(dynamo.endpoint), clock);
});

const addAll = async (prefix: string, count: number) => {
  const names = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  for (const name of names) await hq.participants.add(name, {});
  return names;
};
const closeUp = async () => {
  clock.pass(61_000);
  await hq.closing.run();
};

describe('the cost', () => {
  it('of a report is the same after five days, though 20 of 100 were absent all along and 65 were closed after a day', async () => {
    const ledger = { gatherMs: 2, partBytes: 100_000 };
    hq = startHq(dynamo.endpoint, await freshTables(dynamo.endpoint), clock, { ledger });
    const [staying, leaving] = [await addAll('staying', 20), await addAll('leaving', 60)];
    const [absent, leavingAbsent] = [await addAll('absent', 15), await addAll('leaving-absent', 5)];
    for (const name of [...staying, ...leaving, ...absent, ...leavingAbsent])
      await hq.participants.open(name);
    const order = async (count: number, claiming: readonly string[]) => {
      const orderIds = await publishOrders(hq, count, []);
      // No more at once than a slow machine writes within a claim's deadline.
      for (const some of chunksOf(orderIds, 10)) {
        await Promise.all(claiming.flatMap((name) => some.map((id) => claim(hq, name, id))));
      }
    };
    const cost = async () => {
      await closeUp();
      await hq.reporter.report();
      hq.wire.itemsRead = hq.wire.reads = 0;
      await hq.reporter.report();
      return { items: hq.wire.itemsRead, calls: hq.wire.reads };
    };
    for (let minute = 0; minute < 10; minute += 1) {
      await order(3, [...staying, ...leaving]);
      await closeUp();
    }
    const early = await cost();
    const pass = async (days: number, ordersInSixHours: number, claiming: readonly string[]) => {
      for (let quarter = 0; quarter < 4 * days; quarter += 1) {
        await order(ordersInSixHours, claiming);
        clock.pass(6 * 3_600_000);
        await closeUp();
      }
    };
    await pass(1, 3, [...staying, ...leaving]);
    for (const name of [...leaving, ...leavingAbsent]) await hq.participants.close(name);
    // So many that those who are absent have more open orders than one item holds.
    await pass(4, 80, staying);
    const later = await cost();
    expect(await reportOn(hq, 'absent0')).toMatchObject({ open: 30 + 4 * 3 + 16 * 80 });
    expect(await reportOn(hq, 'leaving-absent0')).toMatchObject({ open: 30 + 4 * 3 });
    expect(await reportOn(hq, 'leaving0')).toMatchObject({ complete: 30 + 4 * 3, open: 0 });
    expect(later.items).toBeLessThanOrEqual(1.5 * early.items);
    expect(later.calls).toBeLessThanOrEqual(1.5 * early.calls);
  });

  it('of publishing is the same for one participant and for a thousand', async () => {
    const writesFor = async (count: number) => {
      hq = startHq(dynamo.endpoint, await freshTables(dynamo.endpoint), clock);
      await hq.participants.open((await addAll('p', count))[0] ?? '');
      hq.wire.writes = 0;
      await publishOrders(hq, 20, []);
      return hq.wire.writes;
    };
    const [one, many] = [await writesFor(1), await writesFor(1_000)];
    expect(many).toBe(one);
    expect(one).toBeLessThanOrEqual(6);
  });

  it('of a report does not grow with claims for ids that HQ never published', async () => {
    hq = startHq(dynamo.endpoint, await freshTables(dynamo.endpoint), clock, { ledger: { gatherMs: 2 } });
    await hq.participants.add('ada', { unattributedExpected: true });
    const cost = async () => {
      await closeUp();
      hq.wire.itemsRead = 0;
      await reportOn(hq, 'ada');
      return hq.wire.itemsRead;
    };
    await claim(hq, 'ada', 'sns-first');
    const before = await cost();
    for (let first = 0; first < 10_000; first += 200) {
      await Promise.all(
        Array.from({ length: 200 }, (_, n) => claim(hq, 'ada', `sns-${first + n}`, ['iridium'])),
      );
    }
    expect(await cost()).toBe(before);
    expect(await reportOn(hq, 'ada')).toMatchObject({ unattributed: 10_001, red: false });
  });
});
