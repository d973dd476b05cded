import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoTable } from '../aws/dynamo-table.ts';
import { tableNames } from '../aws/tables.ts';
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
let tables: string;
let clock: TestClock;
let hq: TestHq;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(async () => {
  tables = await freshTables(dynamo.endpoint);
  clock = new TestClock();
  hq = startHq(dynamo.endpoint, tables, clock);
  await hq.participants.add('ada', {});
});

describe('the ledger', () => {
  it('accepts ten identical requests at once as one claim and nine absorbed duplicates', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    await Promise.all(Array.from({ length: 10 }, () => claim(hq, 'ada', orderId, ['iridium'])));
    expect(await reportOn(hq, 'ada')).toMatchObject({
      open: 1,
      duplicatesAbsorbed: 9,
      byResource: { iridium: { claimed: 1, by: { monolith: 1 }, duplicatesAbsorbed: 9 } },
    });
  });

  it('records all resources of a request with one write', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    const before = hq.wire.writes;
    await claim(hq, 'ada', orderId);
    expect(hq.wire.writes - before).toBe(1);
    expect(await reportOn(hq, 'ada')).toMatchObject({ complete: 1, open: 0, duplicatesAbsorbed: 0 });
  });

  it('keeps the first claim and absorbs the second', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    await claim(hq, 'ada', orderId, ['iridium'], 'iridium');
    clock.pass(1_000);
    await claim(hq, 'ada', orderId, ['iridium', 'magnesite'], 'monolith');
    expect(await reportOn(hq, 'ada')).toMatchObject({
      complete: 1,
      duplicatesAbsorbed: 1,
      byResource: { iridium: { by: { iridium: 1 } }, magnesite: { by: { monolith: 1 } } },
      latencyMs: { p50: 1_000, p99: 1_000 },
    });
  });

  it('counts one attempt though the answer to the write was lost and it was written again', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    hq.wire.loseAnswers = 1;
    await claim(hq, 'ada', orderId);
    expect(hq.wire.loseAnswers).toBe(0);
    expect(await reportOn(hq, 'ada')).toMatchObject({ complete: 1, duplicatesAbsorbed: 0 });
  });

  it('takes any number of attempts at one order', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    for (let n = 0; n < 150; n += 1) await claim(hq, 'ada', orderId, ['iridium']);
    expect(await reportOn(hq, 'ada')).toMatchObject({ open: 1, duplicatesAbsorbed: 149 });
    expect((await reportOn(hq, 'ada', true)).audit).toEqual({ agrees: true, differences: [] });
  });

  it('is calm about an order of others, and counts what was not owed', async () => {
    await hq.participants.add('bob', {});
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    await claim(hq, 'bob', orderId);
    expect(await reportOn(hq, 'bob')).toMatchObject({ red: false, unattributed: 0, notOwed: 2 });
  });

  it('keeps participants apart', async () => {
    await hq.participants.add('bob', {});
    const [orderId = ''] = await publishOrders(hq, 1, ['ada', 'bob']);
    await claim(hq, 'ada', orderId);
    expect(await reportOn(hq, 'ada')).toMatchObject({ complete: 1 });
    expect(await reportOn(hq, 'bob')).toMatchObject({ complete: 0, open: 1 });
  });
});

describe('closed buckets', () => {
  const closedReport = async () => {
    clock.pass(75_000);
    await hq.closing.run();
    hq.wire.reads = hq.wire.itemsRead = 0;
    const report = await reportOn(hq, 'ada');
    return { report, reads: hq.wire.reads, itemsRead: hq.wire.itemsRead };
  };

  it('keep the cost of a report from growing with finished orders', async () => {
    const costs: unknown[] = [];
    for (const count of [5, 60]) {
      tables = await freshTables(dynamo.endpoint);
      hq = startHq(dynamo.endpoint, tables, clock);
      await hq.participants.add('ada', {});
      for (const orderId of await publishOrders(hq, count, ['ada'])) await claim(hq, 'ada', orderId);
      const { report, ...cost } = await closedReport();
      expect(report).toMatchObject({ published: count, complete: count, latencyMs: { p50: 0 } });
      costs.push(cost);
    }
    expect(costs[1]).toEqual(costs[0]);
  });

  it('do not change when a late attempt comes, which counts in a later one', async () => {
    const [orderId = ''] = await publishOrders(hq, 3, ['ada']);
    for (const id of (await reportOn(hq, 'ada')).orders.open) await claim(hq, 'ada', id.orderId);
    const closed = await closedReport();
    expect(closed.report).toMatchObject({ complete: 3, duplicatesAbsorbed: 0 });
    await claim(hq, 'ada', orderId);
    expect(await reportOn(hq, 'ada')).toMatchObject({ complete: 3, duplicatesAbsorbed: 2 });
    const again = await closedReport();
    expect(again.report).toMatchObject({ complete: 3, duplicatesAbsorbed: 2 });
    expect(again.itemsRead).toBe(closed.itemsRead);
    expect((await reportOn(hq, 'ada', true)).audit).toEqual({ agrees: true, differences: [] });
  });

  it('take nothing from a process whose clock stands still: it writes into the open one', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    const frozen = startHq(dynamo.endpoint, tables, new TestClock());
    await claim(frozen, 'ada', orderId);
    await closedReport();
    await claim(frozen, 'ada', orderId);
    expect(await reportOn(hq, 'ada', true)).toMatchObject({
      ...{ complete: 1, duplicatesAbsorbed: 2, audit: { agrees: true } },
    });
    await frozen.kill();
  });

  it('are found out by the audit when they lie', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    await claim(hq, 'ada', orderId);
    await closedReport();
    const lie = JSON.stringify([['ada', orderId, ['iridium'], 'eve', clock.time, 'late']]);
    await new DynamoTable(hq.dynamo, tableNames(tables).lanes).update(
      { lane: 'claims#0.0', part: '000000000001#000000' },
      { UpdateExpression: 'SET flate = :lie', ExpressionAttributeValues: { ':lie': lie } },
    );
    expect((await reportOn(hq, 'ada', true)).audit).toMatchObject({
      agrees: false,
      differences: [{ participant: 'ada', problem: expect.stringContaining('byResource') }],
    });
  });

  it('leave out no order without a date', async () => {
    await claim(hq, 'ada', 'sns-0b9c5f5e-6a35-5b7e-8f0d-0c1d2e3f4a5b');
    const { report } = await closedReport();
    expect(report).toMatchObject({ unattributed: 1, red: true });
    expect((await reportOn(hq, 'ada', true)).audit).toMatchObject({ agrees: true });
  });
});
