import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { logInMemory, waitFor } from '@interstella/libs/testing';
import {
  ADMIN_KEY,
  claim,
  freshTables,
  reportOn,
  startDynamo,
  startHq,
  TestClock,
  type TestHq,
  TestTopics,
} from '../e2e/world.ts';
import { serve } from '../e2e/served-hq.ts';
import type { AdminKey } from '../keys/key-guards.ts';
import { type HttpEvent, makeApi } from './make-api.ts';
import { makeClose } from './make-close.ts';
import { makeTick } from './make-tick.ts';
import { AdminKeyUnavailableError } from './ssm-admin-key.ts';
import type { TickMetrics } from './tick-metrics.ts';

const PARTICIPANT = 'team-7';
const ORDERS_PER_MINUTE = 12;

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let prefix: string;
let topics: TestTopics;
const started: TestHq[] = [];

beforeAll(async () => {
  dynamo = await startDynamo();
});

beforeEach(async () => {
  prefix = await freshTables(dynamo.endpoint);
  topics = new TestTopics();
});

afterAll(async () => {
  for (const hq of started) await hq.kill();
  await dynamo.stop();
});

function anHq(): TestHq {
  const hq = startHq(dynamo.endpoint, prefix, new TestClock(), { topics });
  started.push(hq);
  return hq;
}

async function openParticipant(hq: TestHq): Promise<string> {
  const apiKey = await hq.participants.add(PARTICIPANT, {});
  await hq.participants.open(PARTICIPANT);
  return apiKey ?? '';
}

function event(method: string, path: string, more: Partial<HttpEvent> = {}): HttpEvent {
  const [rawPath = '', query] = path.split('?');
  return {
    version: '2.0',
    rawPath,
    ...(query && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    headers: {},
    isBase64Encoded: false,
    requestContext: { http: { method, sourceIp: '192.0.2.1' } },
    ...more,
  };
}

describe('the API on Lambda', () => {
  const fixed = (key?: string): AdminKey => ({ current: () => Promise.resolve(key) });
  const apiWith = (adminKey: AdminKey) =>
    makeApi({ hq, adminKey, ordersPerMinute: ORDERS_PER_MINUTE, log: logInMemory().log });
  const admin = { headers: { 'x-admin-key': ADMIN_KEY } };
  let hq: TestHq;
  let api: ReturnType<typeof makeApi>;

  beforeEach(() => {
    hq = anHq();
    api = apiWith(fixed(ADMIN_KEY));
  });

  it('answers the health check', async () => {
    expect(await api(event('GET', '/'))).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  });

  it.each(['/receiving', '/receiving/'])('takes a claim at %s, and the ledger has it', async (path) => {
    const apiKey = await openParticipant(hq);
    const headers = {
      'x-api-key': apiKey,
      'x-interstella-order-id': 'order-20261120T061400000-abc',
      'x-interstella-fulfilled-by': 'iridium',
      'content-length': '13',
    };
    const answer = await api(event('POST', path, { headers, body: '{"iridium":1}' }));
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'success',
    });
    expect((await reportOn(hq, PARTICIPANT)).byResource).toMatchObject({ iridium: { claimed: 1 } });
  });

  it('takes a body that API Gateway encoded', async () => {
    const apiKey = await openParticipant(hq);
    const body = Buffer.from('{"magnesite":1}').toString('base64');
    const headers = { 'x-api-key': apiKey };
    expect(await api(event('POST', '/receiving/', { headers, body, isBase64Encoded: true }))).toMatchObject({
      statusCode: 200,
    });
  });

  it.each([
    ['POST', '/receiving/', 403],
    ['GET', '/nothing', 404],
    ['GET', '/receiving', 405],
    ['GET', '/report?audit=maybe', 400],
    ['GET', '/report?participant=nobody', 404],
    ['GET', '/orders/order-20261120T061400000-abc', 404],
    ['GET', '/metrics', 200],
  ])('answers %s %s with %i, as HQ’s own server does', async (method, path, status) => {
    const headers = { ...admin.headers, 'x-request-id': 'r-1' };
    const answer = await api(event(method, path, { headers, body: '' }));
    const server = await serve(hq);
    const same = await server.http.call(path, { method, headers });
    expect(answer.statusCode).toBe(status);
    expect(same.status).toBe(status);
    if (status !== 200) expect(same.text).toBe(answer.body);
    expect(answer.headers.allow).toBe(same.headers.allow);
    await server.close();
  });

  it('takes nobody for a caller on its own machine', async () => {
    expect(await api(event('GET', '/metrics'))).toMatchObject({ statusCode: 401 });
  });

  it.each([
    ['https://hq.example', 200],
    ['http://hq.example', 403],
    ['https://evil.example', 403],
  ])('answers a page of %s with %i', async (origin, statusCode) => {
    const headers = { host: 'hq.example', origin };
    expect(await api(event('GET', '/', { headers }))).toMatchObject({ statusCode });
    const asked = await api(event('OPTIONS', '/receiving', { headers }));
    expect(asked.statusCode).toBe(statusCode === 200 ? 405 : 403);
  });

  it('answers claims at once while SNS is down', async () => {
    const apiKey = await openParticipant(hq);
    topics.refuse = () => true;
    const made = api(event('POST', '/admin/orders', { ...admin, body: '{"count":1}' }));
    await waitFor('trouble', () => hq.publisher.trouble !== undefined);
    const order = { headers: { 'x-api-key': apiKey }, body: '{"iridium":1}' };
    const first = await Promise.race([made, api(event('POST', '/receiving/', order))]);
    expect(first).toMatchObject({ statusCode: 200, body: 'success' });
    expect(await made).toMatchObject({ statusCode: 202 });
    expect(hq.publisher.backlog).toBe(1);
  });

  it('refuses a body that is too large', async () => {
    expect(await api(event('POST', '/receiving/', { body: 'x'.repeat(16 * 1024 + 1) }))).toMatchObject({
      statusCode: 413,
    });
  });

  it('has published what it made when it answers, since a function stands still afterwards', async () => {
    await openParticipant(hq);
    const answer = await api(event('POST', '/admin/orders', { ...admin, body: '{"count":5}' }));
    expect({ status: answer.statusCode, backlog: hq.publisher.backlog }).toEqual({ status: 202, backlog: 0 });
    const { orderIds } = JSON.parse(answer.body) as { orderIds: string[] };
    expect(topics.ordersOn('orders').sort()).toEqual(orderIds.sort());
    expect(topics.ordersOn('magnesite')).toHaveLength(5);
  });

  it('opens the admin routes to the key that SSM has now, however their path is written', async () => {
    let value = 'another-admin-key';
    const changed = apiWith({ current: () => Promise.resolve(value) });
    for (const path of ['/admin/participants', '/%61dmin/participants']) {
      value = 'another-admin-key';
      expect(await changed(event('GET', path, admin))).toMatchObject({ statusCode: 401 });
      value = ADMIN_KEY;
      expect(await changed(event('GET', path, admin))).toMatchObject({ statusCode: 200 });
    }
  });

  it('reads the admin key for an audit, and never for a claim', async () => {
    let reads = 0;
    const fresh = apiWith({ current: () => Promise.resolve(((reads += 1), ADMIN_KEY)) });
    await fresh(event('POST', '/receiving/', { body: '{}' }));
    expect(reads).toBe(0);
    expect(await fresh(event('GET', '/admin/ledger', admin))).toMatchObject({ statusCode: 200 });
    expect(reads).toBeGreaterThan(0);
  });

  it('keeps the admin routes closed without a key, and says 503 while SSM is down', async () => {
    const none = apiWith(fixed());
    expect(await none(event('GET', '/admin/participants', admin))).toMatchObject({ statusCode: 403 });
    const down = apiWith({ current: () => Promise.reject(new AdminKeyUnavailableError('SSM is down.')) });
    expect(await down(event('GET', '/admin/participants', admin))).toMatchObject({ statusCode: 503 });
    expect(await down(event('GET', '/'))).toMatchObject({ statusCode: 200 });
  });

  it('tells of the schedule, and that only a deployment changes it', async () => {
    const told = await api(event('GET', '/admin/generator', admin));
    expect(JSON.parse(told.body)).toMatchObject({ rate: 0.2, burst: 1, running: true });
    const refused = await api(event('PUT', '/admin/generator', { ...admin, body: '{"rate":5}' }));
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('-c ordersPerMinute=N');
  });
});

/** In which the generator makes what is due. */
class RealClock extends TestClock {
  override readonly now = Date.now;
}

/** A function that has so much time from now on. */
function timeLeft(ms: number) {
  const end = Date.now() + ms;
  return { getRemainingTimeInMillis: () => end - Date.now() };
}

describe('a tick', () => {
  const AT_NOON = { time: '2026-11-20T12:00:00Z' };
  /** Spreads the orders over a second. */
  const LIMIT_MS = 9_000;
  let measured: TickMetrics[];

  beforeEach(() => {
    measured = [];
  });

  function aTicking(): TestHq {
    const hq = startHq(dynamo.endpoint, prefix, new RealClock(), { topics });
    started.push(hq);
    return hq;
  }

  const run = (event = AT_NOON, begin = aTicking, ordersPerMinute = ORDERS_PER_MINUTE) =>
    makeTick(begin, ordersPerMinute, (metrics) => measured.push(metrics))(event, timeLeft(LIMIT_MS));

  it("makes and publishes the minute's orders for who is open, and measures", async () => {
    const hq = anHq();
    await openParticipant(hq);
    expect(await run()).toEqual({ made: ORDERS_PER_MINUTE });
    expect(topics.ordersOn('orders')).toHaveLength(ORDERS_PER_MINUTE);
    expect(topics.ordersOn('iridium')).toEqual(expect.arrayContaining(topics.ordersOn('orders')));
    expect(await reportOn(hq, PARTICIPANT)).toMatchObject({ published: ORDERS_PER_MINUTE });
    expect(measured).toEqual([
      {
        ...{ Published: ORDERS_PER_MINUTE, Open: ORDERS_PER_MINUTE },
        ...{ TickErrors: 0, Lost: 0, Unattributed: 0, OutboxAge: 0 },
      },
    ]);
  });

  it('makes the orders of a minute once, though its event comes again, at once or late', async () => {
    await openParticipant(anHq());
    const results = await Promise.all([AT_NOON, AT_NOON].map((event) => run(event)));
    expect(results.map(({ made }) => made).sort()).toEqual([0, ORDERS_PER_MINUTE]);
    const next = { time: '2026-11-20T12:01:00Z' };
    expect(await run(next)).toMatchObject({ made: ORDERS_PER_MINUTE });
    expect(await run()).toMatchObject({ made: 0 });
    expect(topics.published).toHaveLength(3 * 2 * ORDERS_PER_MINUTE);
  });

  it('that dies half way leaves the rest of its minute unmade, and makes nothing twice', async () => {
    await openParticipant(anHq());
    const dying = aTicking();
    const died = run(AT_NOON, () => dying).catch((error: unknown) => error);
    const some = await waitFor('some orders', () => topics.ordersOn('orders').length >= 3);
    dying.wire.dead = true;
    expect(some).toBe(true);
    expect(await run()).toEqual({ made: 0 });
    expect(await died).toBeInstanceOf(Error);
    const before = topics.ordersOn('orders').length;
    expect(before).toBeLessThan(ORDERS_PER_MINUTE);
    expect(await run({ time: '2026-11-20T12:01:00Z' })).toEqual({ made: ORDERS_PER_MINUTE });
    expect(topics.ordersOn('orders')).toHaveLength(before + ORDERS_PER_MINUTE);
  });

  it('refuses an event without a time', async () => {
    await expect(run({ time: '' })).rejects.toThrow("A tick needs the time of its event, and not ''.");
  });

  it('makes nothing while nobody is open', async () => {
    const hq = anHq();
    await hq.participants.add(PARTICIPANT, {});
    expect(await run()).toEqual({ made: 0 });
    expect(topics.published).toEqual([]);
  });

  it('fails while SNS does, and the closing function publishes the very same orders', async () => {
    const hq = anHq();
    await openParticipant(hq);
    topics.refuse = () => true;
    await expect(run()).rejects.toThrow(/orders are not published yet.*SNS is down/);
    expect(measured).toMatchObject([{ Published: 0, TickErrors: 1 }]);
    expect(measured[0]?.OutboxAge).toBeGreaterThan(0);
    const owed = (await reportOn(hq, PARTICIPANT)).orders.open.map(({ orderId }) => orderId);
    expect(owed.length).toBe(measured[0]?.Open);

    topics.refuse = undefined;
    const clock = new TestClock(new Date(Date.now() + 60_000).toISOString());
    const closer = startHq(dynamo.endpoint, prefix, clock, { topics });
    started.push(closer);
    await makeClose(closer)({}, timeLeft(20_000));
    expect(topics.ordersOn('orders').sort()).toEqual(owed.sort());
    expect(await run(AT_NOON, aTicking, 0)).toEqual({ made: 0 });
    expect(measured.at(-1)).toMatchObject({ OutboxAge: 0 });
  });

  it('leaves closing to a function of its own', async () => {
    const clock = new TestClock();
    const hq = startHq(dynamo.endpoint, prefix, clock, { topics });
    started.push(hq);
    await openParticipant(hq);
    const [orderId = ''] = await hq.publisher.make(1);
    await claim(hq, PARTICIPANT, orderId);
    clock.pass(60 * 60_000);
    await makeClose(hq)({}, { getRemainingTimeInMillis: () => 0 });
    const [standing] = await hq.ledger.standings(PARTICIPANT);
    expect(standing).toMatchObject({ totals: { published: 1, complete: 1 }, open: 0 });
  });
});
