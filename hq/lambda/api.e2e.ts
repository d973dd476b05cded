import { beforeEach, describe, expect, it } from '@jest/globals';
import { logInMemory, waitFor } from '@interstella/libs/testing';
import { serve } from '../e2e/served-hq.ts';
import { ADMIN_KEY, reportOn, type TestHq } from '../e2e/world.ts';
import type { AdminKey } from '../keys/key-guards.ts';
import { LambdaWorld, openParticipant, ORDERS_PER_MINUTE, PARTICIPANT } from '../testing/lambda-world.ts';
import { type HttpEvent, makeApi } from './make-api.ts';
import { AdminKeyUnavailableError } from './ssm-admin-key.ts';

const world = LambdaWorld.use();

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
  const apiWith = (adminKey: AdminKey) => makeApi(hq, adminKey, ORDERS_PER_MINUTE, logInMemory().log);
  const admin = { headers: { 'x-admin-key': ADMIN_KEY } };
  let hq: TestHq;
  let api: ReturnType<typeof makeApi>;

  beforeEach(() => {
    hq = world.startHq();
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
    world.topics.refuse = () => true;
    const made = api(event('POST', '/admin/orders', { ...admin, body: '{"count":1}' }));
    await waitFor('failure', () => hq.publisher.failure !== undefined);
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
    expect(world.topics.ordersOn('orders').sort()).toEqual(orderIds.sort());
    expect(world.topics.ordersOn('magnesite')).toHaveLength(5);
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
