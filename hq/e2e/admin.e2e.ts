import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HqClient, HqClientError } from '../client/index.ts';
import { type HqServer, makeServer } from '../http/server.ts';
import { Http } from './http.ts';
import {
  ADMIN_KEY,
  claim,
  freshTables,
  publishOrders,
  reportOn,
  RETRY_WINDOW_MS,
  startDynamo,
  startHq,
  TestClock,
  type TestHq,
  until,
} from './world.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let tables: string;
let clock: TestClock;
let hq: TestHq;
let server: HqServer;
let http: Http;
let url: string;
let client: HqClient;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(async () => {
  tables = await freshTables(dynamo.endpoint);
  clock = new TestClock();
  hq = startHq(dynamo.endpoint, tables, clock);
  server = makeServer(hq);
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
  http = new Http(url);
  client = new HqClient({ url, adminKey: ADMIN_KEY });
});
afterEach(async () => {
  http.close();
  await server.app.close();
  await hq.kill();
});

const claimWith = (apiKey: string) =>
  http.call('/receiving/', { method: 'POST', headers: { 'x-api-key': apiKey }, body: '{"iridium": 1}' });

describe('participants', () => {
  it('are added once, and their key works at once', async () => {
    const { name, apiKey } = await client.addParticipant({ name: 'ada', unattributedExpected: true });
    expect(name).toBe('ada');
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    await expect(client.addParticipant({ name: 'ada' })).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('ada already'),
    });
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    expect(JSON.stringify(await client.participants())).not.toContain(apiKey);
  });

  it('are added though the answer to the write was lost', async () => {
    hq.wire.loseAnswers = 1;
    const { apiKey } = await client.addParticipant({ name: 'ada' });
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
  });

  it('are refused with the old key and served with the new one after a rotation', async () => {
    const { apiKey: old } = await client.addParticipant({ name: 'ada' });
    expect(await claimWith(old)).toMatchObject({ status: 200 });
    const { apiKey } = await client.rotateKey('ada');
    expect(await claimWith(old)).toMatchObject({ status: 403 });
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
  });

  it('are refused with the old key though the index of the keys lags behind', async () => {
    const { apiKey: old } = await client.addParticipant({ name: 'ada' });
    const { apiKey } = await client.rotateKey('ada');
    hq.dynamo.middlewareStack.add(
      (next, context) => (args) =>
        context.commandName === 'QueryCommand' && JSON.stringify(args.input).includes('keyHash')
          ? Promise.resolve({ output: { Items: [{ name: 'ada' }], $metadata: {} }, response: {} })
          : next(args),
      { step: 'initialize', priority: 'low', name: 'lagging-index' },
    );
    expect(await claimWith(old)).toMatchObject({ status: 403 });
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
  });

  it('are owed the orders of their open periods and no others', async () => {
    await client.addParticipant({ name: 'ada' });
    await client.addParticipant({ name: 'bob' });
    await expect(client.order()).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('open'),
    });
    await client.open('ada');
    await client.open('bob');
    const [first = ''] = await client.order();
    clock.pass(1_000);
    expect(await client.close('bob')).toMatchObject({
      open: false,
      periods: [{ openedAt: '2026-11-20T06:14:30.000Z', closedAt: '2026-11-20T06:14:31.000Z' }],
    });
    const [second = ''] = await client.order();
    const owedBy = async (orderId: string) =>
      (await client.orderStatus(orderId))?.participants.map(({ participant }) => participant);
    expect(await owedBy(first)).toEqual(['ada', 'bob']);
    expect(await owedBy(second)).toEqual(['ada']);
    expect(await client.open('ada')).toMatchObject({ open: true, periods: [{ closedAt: null }] });
    await client.open('bob');
    expect((await client.participants()).find(({ name }) => name === 'bob')?.periods).toHaveLength(2);
  });

  it('are given other dead-letter queues', async () => {
    await client.addParticipant({ name: 'ada', deadLetterQueueUrls: ['http://127.0.0.1/old'] });
    const deadLetterQueueUrls = ['http://127.0.0.1/1', 'http://127.0.0.1/2'];
    const [first = ''] = deadLetterQueueUrls;
    expect(await client.setDeadLetterQueues('ada', deadLetterQueueUrls)).toMatchObject({
      name: 'ada',
      deadLetterQueueUrls,
    });
    expect(await client.participants()).toMatchObject([{ name: 'ada', deadLetterQueueUrls }]);
    for (const urls of [['not a URL'], ['file:///etc/passwd'], Array.from({ length: 11 }, () => first)]) {
      await expect(client.setDeadLetterQueues('ada', urls)).rejects.toMatchObject({ status: 400 });
    }
    expect(await client.participants()).toMatchObject([{ deadLetterQueueUrls }]);
  });

  it.each(['Ada', 'a b', '', '-a', 'a#b', 'a'.repeat(33), '__proto__'])(
    'are not called "%s"',
    async (name) => {
      await expect(client.addParticipant({ name })).rejects.toMatchObject({ status: 400 });
    },
  );

  it('that do not exist are not found', async () => {
    for (const call of [
      client.open('eve'),
      client.close('eve'),
      client.rotateKey('eve'),
      client.setDeadLetterQueues('eve', []),
      client.republish('eve'),
      client.report({ participant: 'eve' }),
    ]) {
      await expect(call).rejects.toMatchObject({ status: 404, message: expect.stringContaining('eve') });
    }
  });
});

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
    await until(() => hq.publisher.backlog === 0);
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

  it('survive an SNS that is down, while claims go on', async () => {
    const { apiKey } = await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    hq.topics.refuse = (topic) => topic === 'magnesite';
    const orderIds = await client.order(3);
    await until(() => hq.publisher.trouble !== undefined);
    expect((await client.generator()).state).toContain('SNS is down');
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    hq.topics.refuse = undefined;
    await until(() => hq.publisher.backlog === 0);
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
    expect(await client.republish()).toEqual({ count: 2, more: false });
    await until(() => hq.publisher.backlog === 0);
    const everything = [`iridium ${open}`, `magnesite ${open}`, `orders ${open}`];
    expect(published()).toEqual([...everything, `magnesite ${half}`, `orders ${half}`].sort());
    await claim(hq, 'ada', half);
    await client.close('bob');
    expect(await client.republish('ada')).toEqual({ count: 1, more: false });
    expect(await client.republish('bob')).toEqual({ count: 0, more: false });
    await until(() => hq.publisher.backlog === 0);
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
    hq.topics.refuse = undefined;
    await until(() => hq.publisher.backlog === 0);
    clock.pass(RETRY_WINDOW_MS);
    expect(await reportOn(hq, 'ada')).toMatchObject({ red: false, open: 1, overdue: 0, lost: 0 });
  });
});

describe('closing', () => {
  /** Keeps calls to DynamoDB waiting, once each was applied. */
  const hold = (isHeld: (call: string) => boolean) => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    hq.dynamo.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (isHeld(`${context.commandName ?? ''} ${JSON.stringify(args.input)}`)) await released;
        return answer;
      },
      { step: 'initialize', priority: 'high', name: 'held' },
    );
    return release;
  };

  beforeEach(async () => {
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
  });

  it('holds for who asked who is open before it and is answered after it', async () => {
    const release = hold((call) => call.startsWith('ScanCommand'));
    const listed = hq.participants.listOpen();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await client.close('ada');
    release();
    expect(await listed).toEqual([]);
  });

  it('is answered when the orders made before are recorded', async () => {
    const release = hold((call) => call.includes('publishedAt'));
    hq.publisher.make(1, ['ada']);
    let answered = false;
    const closed = client.close('ada').then(() => {
      answered = true;
    });
    await until(async () => (await client.participants())[0]?.open === false);
    expect(answered).toBe(false);
    release();
    await closed;
  });
});

describe('the admin routes', () => {
  it('are closed without the admin key and to a wrong one', async () => {
    for (const headers of [{}, { 'x-admin-key': 'wrong' }, { 'x-admin-key': '' }] as Record<
      string,
      string
    >[]) {
      expect(await http.call('/admin/participants', { headers })).toMatchObject({ status: 401 });
      expect(
        await http.call('/admin/generator', { method: 'PUT', headers, body: '{"rate":1}' }),
      ).toMatchObject({
        status: 401,
      });
    }
    expect(hq.generator.status().rate).toBe(0);
  });

  it('are closed to everyone where HQ has no admin key', async () => {
    const closed = makeServer({ ...hq, adminKey: undefined });
    const line = await Http.listenTo(closed);
    const answer = await line.call('/admin/participants', { headers: { 'x-admin-key': '' } });
    expect(answer).toMatchObject({ status: 403, json: { error: expect.stringContaining('HQ_ADMIN_KEY') } });
    line.close();
    await closed.app.close();
  });

  it.each([
    '{"rate": -1}',
    '{"rate": 1001}',
    '{"rate": "2"}',
    '{"burst": 0}',
    '{"count": -1}',
    '{"paused": 1}',
    '{"speed": 1}',
    '[]',
    'null',
    '{',
  ])('refuse the generator settings %s', async (body) => {
    const headers = { 'x-admin-key': ADMIN_KEY };
    expect(await http.call('/admin/generator', { method: 'PUT', headers, body })).toMatchObject({
      status: 400,
    });
  });

  it('set what is named of the generator and keep the rest', async () => {
    await client.setGenerator({ rate: 0.5, burst: 3 });
    expect(await client.setGenerator({ paused: true })).toMatchObject({ rate: 0.5, burst: 3, paused: true });
    expect(await client.generator()).toMatchObject({ rate: 0.5, running: false, state: 'Paused.' });
  });
});

describe('the server', () => {
  it('is healthy until its shutdown begins', async () => {
    expect(await http.call('/')).toMatchObject({ status: 200 });
    server.beginShutdown();
    expect(await http.call('/')).toMatchObject({ status: 503 });
  });

  it('says 404 to what it does not know and 405 to a wrong method', async () => {
    expect(await http.call('/nothing')).toMatchObject({ status: 404 });
    expect(await http.call('/report', { method: 'POST', body: '{}' })).toMatchObject({ status: 405 });
    expect(await http.call('/report?audit=maybe')).toMatchObject({ status: 400 });
    expect(await http.call('/receiving//', { method: 'POST', body: '{}' })).toMatchObject({ status: 404 });
    expect(await http.call('//', { method: 'POST', body: '{}' })).toMatchObject({ status: 404 });
    expect(await http.call('/report/', { method: 'POST', body: '{}' })).toMatchObject({ status: 405 });
  });

  it('audits only for the instructor, and reports to everyone', async () => {
    expect(await http.call('/report')).toMatchObject({ status: 200 });
    expect(await http.call('/report?audit=false')).toMatchObject({ status: 200 });
    expect(await http.call('/report?audit=true')).toMatchObject({ status: 401 });
    await expect(new HqClient({ url }).report({ audit: true })).rejects.toMatchObject({ status: 401 });
    expect(await client.report({ audit: true })).toMatchObject({ audit: { agrees: true } });
  });
});

describe('the client', () => {
  it('says what to do when HQ is not there, and never shows the admin key', async () => {
    await server.app.close();
    const error: unknown = await client.generator().catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(HqClientError);
    expect(String(error)).toContain(`cannot be reached at ${url}`);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(ADMIN_KEY);
  });
});
