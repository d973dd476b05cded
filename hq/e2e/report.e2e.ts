import { beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { makeOrderId } from '@interstella/libs/orders';
import { type ServedHq, useServedHq } from './served-hq.ts';
import { claim, publishOrders, reportOn, RETRY_WINDOW_MS, startHq } from './world.ts';

const servedHq = useServedHq();
let dynamo: ServedHq['dynamo'];
let tables: ServedHq['tables'];
let clock: ServedHq['clock'];
let hq: ServedHq['hq'];
beforeEach(async () => {
  ({ dynamo, tables, clock, hq } = servedHq());
  await hq.participants.add('ada', {});
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
    await waitFor('failure', () => hq.publisher.failure !== undefined);
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

  it('begins anew with a new round, in which earlier orders are not owed and invented ones count again', async () => {
    const [before = ''] = await publishOrders(hq, 2, ['ada']);
    await claim(hq, 'ada', 'sns-1');
    clock.pass(75_000);
    await hq.closing.run();
    await hq.participants.beginRound('ada');
    for (const orderId of [before, 'sns-1']) await claim(hq, 'ada', orderId);
    const [after = ''] = await publishOrders(hq, 1, []);
    await claim(hq, 'ada', after);
    clock.pass(RETRY_WINDOW_MS + 1);
    await hq.closing.run();
    expect(await reportOn(hq, 'ada', true)).toMatchObject({
      ...{ published: 1, complete: 1, notOwed: 2, audit: { agrees: true } },
      ...{ unattributed: 1, duplicatesAbsorbed: 0 },
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
