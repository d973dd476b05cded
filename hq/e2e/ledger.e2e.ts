import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { makeOrderId } from '@interstella/libs/orders';
import { tableNames } from '../aws/tables.ts';
import {
  claim,
  freshTables,
  publishOrders,
  reportOn,
  RETRY_WINDOW_MS,
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

  it('counts one attempt though the answer to the write was lost and the SDK wrote again', async () => {
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
    await hq.dynamo.send(
      new UpdateCommand({
        TableName: tableNames(tables).lanes,
        Key: { lane: 'claims#0.0', part: '000000000001#000000' },
        UpdateExpression: 'SET flate = :lie',
        ExpressionAttributeValues: { ':lie': lie },
      }),
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

describe('the report', () => {
  it('turns red on a lost order, by name, and not before it is overdue', async () => {
    const [lost = '', done = ''] = await publishOrders(hq, 2, ['ada']);
    await claim(hq, 'ada', done);
    await claim(hq, 'ada', lost, ['magnesite']);
    clock.pass(RETRY_WINDOW_MS);
    expect(await reportOn(hq, 'ada')).toMatchObject({ red: false, open: 1, overdue: 0, lost: 0 });
    clock.pass(1);
    const report = await reportOn(hq, 'ada');
    expect(report).toMatchObject({ red: true, open: 1, overdue: 1, lost: 1, deadLettered: 0 });
    expect(report.orders.lost).toEqual([
      { orderId: lost, publishedAt: '2026-11-20T06:14:30.000Z', missing: ['iridium'] },
    ]);
    expect(report.reasons.join()).toContain(lost);
  });

  it('calls no order overdue that SNS has not taken, and counts the retry window from when it has', async () => {
    hq.topics.refuse = (topic) => topic === 'magnesite';
    await hq.participants.open('ada');
    await hq.publisher.make(1);
    await waitFor('trouble', () => hq.publisher.trouble !== undefined);
    clock.pass(2 * RETRY_WINDOW_MS);
    const waiting = { red: false, open: 1, overdue: 0, lost: 0 };
    expect(await reportOn(hq, 'ada')).toMatchObject(waiting);
    hq.topics.refuse = undefined;
    await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
    clock.pass(RETRY_WINDOW_MS);
    expect(await reportOn(hq, 'ada')).toMatchObject(waiting);
    clock.pass(1);
    expect(await reportOn(hq, 'ada')).toMatchObject({ red: true, open: 1, overdue: 1, lost: 1 });
  });

  it('turns red on a double production: claims under an id that HQ never published', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    await claim(hq, 'ada', orderId);
    const invented = makeOrderId('order', new Date(clock.time));
    await claim(hq, 'ada', invented, ['iridium'], 'iridium');
    clock.pass(100_000);
    for (const round of ['read', 'counted']) {
      if (round === 'counted') await hq.closing.run();
      const report = await reportOn(hq, 'ada');
      expect([round, report]).toMatchObject([round, { red: true, unattributed: 1, complete: 1, lost: 0 }]);
      expect(report.orders.unattributed).toEqual([
        { orderId: invented, by: ['iridium'], resources: ['iridium'] },
      ]);
    }
  });

  it('takes unattributed claims calmly where they are expected', async () => {
    await hq.participants.add('original', { unattributedExpected: true });
    await claim(hq, 'original', makeOrderId('unattributed', new Date(clock.time)));
    expect(await reportOn(hq, 'original')).toMatchObject({ red: false, unattributed: 1 });
  });

  it('is red with more direct orders than a participant expects, until somebody has looked into them', async () => {
    const direct = () => claim(hq, 'strict', makeOrderId('direct', new Date(clock.time)));
    await hq.participants.add('strict', { directExpected: 1 });
    await direct();
    expect(await reportOn(hq, 'strict')).toMatchObject({ red: false, direct: 1 });
    await direct();
    expect(await reportOn(hq, 'strict')).toMatchObject({
      red: true,
      direct: 2,
      reasons: [expect.stringContaining('2 orders are direct, and 1 expected')],
    });
    await hq.reporter.acknowledge('strict', 'a curl too many');
    expect(await reportOn(hq, 'strict')).toMatchObject({ red: false, direct: 2 });
    await direct();
    expect(await reportOn(hq, 'strict')).toMatchObject({ red: true, direct: 3 });
  });

  it('does not call a dead-lettered order lost', async () => {
    const [orderId = ''] = await publishOrders(hq, 1, ['ada']);
    clock.pass(RETRY_WINDOW_MS + 1);
    const knowing = startHq(dynamo.endpoint, tables, clock, {
      deadLetters: { orderIds: new Set([orderId]) },
    });
    await knowing.participants.setDeadLetterQueues('ada', ['http://127.0.0.1/queue']);
    await knowing.closing.run();
    const report = await reportOn(knowing, 'ada');
    expect(report).toMatchObject({ red: false, open: 1, overdue: 1, deadLettered: 1, lost: 0 });
    expect(report.orders.deadLettered).toMatchObject([{ orderId }]);
    await knowing.kill();
  });

  it('does not call an overdue order lost while a queue could not be seen as a whole', async () => {
    await publishOrders(hq, 1, ['ada']);
    clock.pass(RETRY_WINDOW_MS + 1);
    const unsure = startHq(dynamo.endpoint, tables, clock, {
      deadLetters: { complete: false, warnings: ['A queue could not be seen.'] },
    });
    await unsure.participants.setDeadLetterQueues('ada', ['http://127.0.0.1/queue']);
    await unsure.closing.run();
    const report = await reportOn(unsure, 'ada');
    expect(report).toMatchObject({ red: false, open: 1, overdue: 1, deadLettered: 0, lost: 0 });
    expect(report.warnings).toEqual(['A queue could not be seen.']);
    await unsure.kill();
  });

  it('is red no more once red was acknowledged, says why, and turns red on what comes later', async () => {
    const [lost = ''] = await publishOrders(hq, 1, ['ada']);
    await claim(hq, 'ada', 'sns-1');
    clock.pass(RETRY_WINDOW_MS + 1);
    expect(await reportOn(hq, 'ada')).toMatchObject({ red: true, lost: 1, unattributed: 1 });
    await hq.reporter.acknowledge('ada', 'The lesson of the wrong order.');
    const calm = await reportOn(hq, 'ada');
    expect(calm).toMatchObject({ red: false, lost: 1, unattributed: 1 });
    expect(calm.acknowledged).toEqual([
      { reason: 'The lesson of the wrong order.', at: new Date(clock.time).toISOString() },
    ]);
    const [next = ''] = await publishOrders(hq, 1, ['ada']);
    clock.pass(RETRY_WINDOW_MS + 1);
    const { red, reasons } = await reportOn(hq, 'ada');
    expect([red, reasons.join()]).toEqual([true, expect.stringContaining(next)]);
    expect(reasons.join()).not.toContain(lost);
  });

  it('begins anew with a new round, in which earlier orders are not owed', async () => {
    const [before = ''] = await publishOrders(hq, 2, ['ada']);
    await claim(hq, 'ada', 'sns-1');
    await hq.participants.beginRound('ada');
    await claim(hq, 'ada', before);
    const [after = ''] = await publishOrders(hq, 1, []);
    await claim(hq, 'ada', after);
    clock.pass(RETRY_WINDOW_MS + 1);
    await hq.closing.run();
    expect(await reportOn(hq, 'ada', true)).toMatchObject({
      ...{ red: false, published: 1, complete: 1, notOwed: 2, unattributed: 0, audit: { agrees: true } },
    });
  });

  it('knows nothing of who was removed, who begins with nothing when added again', async () => {
    await publishOrders(hq, 2, ['ada']);
    await claim(hq, 'ada', 'sns-1');
    expect(await hq.participants.remove('ada')).toBe(true);
    expect(await hq.reporter.report('ada')).toBeUndefined();
    await hq.participants.add('ada', {});
    clock.pass(75_000);
    await hq.closing.run();
    expect(await reportOn(hq, 'ada', true)).toMatchObject({
      ...{ red: false, owed: false, published: 0, unattributed: 0, audit: { agrees: true } },
    });
  });

  it('counts direct orders for themselves', async () => {
    await claim(hq, 'ada', makeOrderId('direct', new Date(clock.time)));
    expect(await reportOn(hq, 'ada')).toMatchObject({ red: false, direct: 1, unattributed: 0, published: 0 });
  });
});
