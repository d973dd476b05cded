import { beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import type { LedgerOrder } from '../client/index.ts';
import { type ServedHq, useServedHq } from './served-hq.ts';
import { ADMIN_KEY, claim, publishOrders, reportOn, RETRY_WINDOW_MS, startHq } from './world.ts';

const servedHq = useServedHq();
let clock: ServedHq['clock'];
let hq: ServedHq['hq'];
let http: ServedHq['http'];
let client: ServedHq['client'];
let dynamo: ServedHq['dynamo'];
let tables: ServedHq['tables'];
beforeEach(() => {
  ({ clock, hq, http, client, dynamo, tables } = servedHq());
});

const claimWith = (apiKey: string) =>
  http.call('/receiving/', { method: 'POST', headers: { 'x-api-key': apiKey }, body: '{"iridium": 1}' });

describe('orders on demand', () => {
  it('are in the ledger when their ids are given, and on every topic soon after', async () => {
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    const orderIds = await client.order(25);
    expect(await client.report()).toMatchObject({
      participants: [{ participant: 'ada', published: 25, open: 25 }],
    });
    expect(await client.orderStatus(orderIds[0] ?? '')).toMatchObject({
      participants: [{ participant: 'ada', complete: false, claims: {} }],
    });
    await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
    for (const topic of ['orders', 'iridium', 'magnesite']) {
      expect(hq.topics.ordersOn(topic).sort()).toEqual([...orderIds].sort());
    }
  });

  it('that the ledger does not know have no status', async () => {
    expect(await client.orderStatus('order-1')).toBeUndefined();
    await expect(client.orderStatus('a b')).rejects.toMatchObject({ status: 400 });
  });

  it.each([0, 1001, 1.5, -1])('are not made %d at a time', async (count) => {
    await expect(client.order(count)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('count'),
    });
  });

  it('are made a thousand at a time', async () => {
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    const headers = { 'x-admin-key': ADMIN_KEY, 'content-type': 'application/json' };
    const answer = await http.call('/admin/orders', { method: 'POST', headers, body: '{"count": 1000}' });
    // On a busy machine the ledger needs longer than the answer waits for it; they are made all the same.
    if (answer.status !== 202) expect(answer.text).toContain('publishes the 1000 orders');
    await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
    const orderIds = hq.topics.ordersOn('orders').sort();
    expect(new Set(orderIds).size).toBe(1_000);
    if (answer.status === 202) expect((answer.json.orderIds as string[]).sort()).toEqual(orderIds);
    expect(await client.report()).toMatchObject({
      participants: [{ participant: 'ada', published: 1_000, open: 1_000 }],
    });
  });

  it('are not promised by an HQ that stops before the ledger has them', async () => {
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    await hq.participants.listOpen();
    hq.wire.dead = true;
    const refused = expect(client.order()).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('not made'),
    });
    await waitFor('failure', () => hq.publisher.failure !== undefined);
    await hq.publisher.stop();
    await refused;
  });

  it('survive an SNS that is down, while claims go on', async () => {
    const { apiKey } = await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    hq.topics.refuse = (topic) => topic === 'magnesite';
    const orderIds = await client.order(3);
    await waitFor('failure', () => hq.publisher.failure !== undefined);
    expect((await client.generator()).state).toContain('SNS is down');
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    hq.topics.refuse = undefined;
    await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
    expect(hq.topics.ordersOn('magnesite').sort()).toEqual([...orderIds].sort());
    expect((await client.generator()).state).not.toContain('SNS is down');
  });
});

describe('publishing again', () => {
  const published = () => hq.topics.published.splice(0).sort();

  it('brings open orders to the orders topic and those of the resources they lack, once for all', async () => {
    for (const name of ['ada', 'bob']) {
      await client.addParticipant({ name });
      await client.open(name);
    }
    const [done = '', half = '', open = ''] = await publishOrders(hq, 3, ['ada', 'bob']);
    published();
    for (const name of ['ada', 'bob']) {
      await claim(hq, name, done);
      await claim(hq, name, half, ['iridium']);
    }
    expect(await client.republish()).toEqual({ count: 2, expired: 0 });
    await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
    const everything = [`iridium ${open}`, `magnesite ${open}`, `orders ${open}`];
    expect(published()).toEqual([...everything, `magnesite ${half}`, `orders ${half}`].sort());
    await claim(hq, 'ada', half);
    await client.close('bob');
    expect(await client.republish('ada')).toEqual({ count: 1, expired: 0 });
    expect(await client.republish('bob')).toEqual({ count: 0, expired: 0 });
    await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
    expect(published()).toEqual(everything);
  });

  it('begins the retry window anew, and calls nothing overdue until it is done', async () => {
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    await publishOrders(hq, 1, ['ada']);
    clock.pass(RETRY_WINDOW_MS + 1);
    expect(await reportOn(hq, 'ada')).toMatchObject({ red: true, lost: 1 });
    hq.topics.refuse = () => true;
    expect(await client.republish()).toMatchObject({ count: 1 });
    expect(await reportOn(hq, 'ada')).toMatchObject({ red: false, open: 1, overdue: 0, lost: 0 });
    expect(await client.republish()).toMatchObject({ count: 0 });
    const other = startHq(dynamo.endpoint, tables, clock);
    expect(await other.publisher.resume(clock.time - 30_000)).toBe(0);
    await other.kill();
    hq.topics.refuse = undefined;
    await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
    clock.pass(RETRY_WINDOW_MS);
    expect(await reportOn(hq, 'ada')).toMatchObject({ red: false, open: 1, overdue: 0, lost: 0 });
  });
});

describe("a participant's ledger", () => {
  it('is read page by page, every order once, with its claims', async () => {
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    const made: string[] = [];
    // Few at a time: on a busy machine the ledger cannot write a thousand while somebody waits for the answer.
    for (const count of [250, 250, 250, 250, 5]) made.push(...(await client.order(count)));
    clock.pass(120_000);
    made.push(...(await client.order(3)));
    await claim(hq, 'ada', made[1_006] ?? '');
    await claim(hq, 'ada', 'sns-1');
    const pages: (readonly LedgerOrder[])[] = [];
    for await (const page of client.ledger('ada')) pages.push(page);
    const orders = pages.flat();
    expect(Math.max(...pages.map(({ length }) => length))).toBe(1_000);
    expect(orders.map(({ orderId }) => orderId).sort()).toEqual([...made, 'sns-1'].sort());
    const at = new Date(clock.time).toISOString();
    expect(orders.filter(({ claims }) => Object.keys(claims).length > 0)).toEqual([
      {
        orderId: made[1_006],
        publishedAt: at,
        claims: {
          iridium: { by: 'monolith', at, attempts: 1 },
          magnesite: { by: 'monolith', at, attempts: 1 },
        },
        complete: true,
        completedAt: at,
      },
      {
        orderId: 'sns-1',
        publishedAt: null,
        claims: {
          iridium: { by: 'monolith', at, attempts: 1 },
          magnesite: { by: 'monolith', at, attempts: 1 },
        },
        complete: false,
        completedAt: null,
      },
    ]);
  });

  it('is not read for who does not exist, from no place, or without the key', async () => {
    await expect(client.ledger('bob').next()).rejects.toMatchObject({ status: 404 });
    await client.addParticipant({ name: 'ada' });
    const headers = { 'x-admin-key': ADMIN_KEY };
    expect(await http.call('/admin/ledger?from=a%20b', { headers })).toMatchObject({
      status: 400,
    });
    expect(await http.call('/admin/ledger')).toMatchObject({ status: 401 });
  });
});
