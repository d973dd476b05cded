import { beforeEach, describe, expect, it } from '@jest/globals';
import { HqClient, HqClientError } from '../client/index.ts';
import { serve, type ServedHq, useServedHq } from './served-hq.ts';
import { ADMIN_KEY } from './world.ts';

const servedHq = useServedHq();
let hq: ServedHq['hq'];
let clock: ServedHq['clock'];
let server: ServedHq['server'];
let http: ServedHq['http'];
let url: ServedHq['url'];
let client: ServedHq['client'];
beforeEach(() => {
  ({ clock, hq, server, http, url, client } = servedHq());
});

const admin = { 'x-admin-key': ADMIN_KEY };

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
    const closed = await serve(hq, null);
    const answer = await closed.http.call('/admin/participants', { headers: { 'x-admin-key': '' } });
    expect(answer).toMatchObject({ status: 403, json: { error: expect.stringContaining('HQ_ADMIN_KEY') } });
    await closed.close();
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
    expect(await http.call('/report?audit=maybe', { headers: admin })).toMatchObject({ status: 400 });
    expect(await http.call('/receiving//', { method: 'POST', body: '{}' })).toMatchObject({ status: 404 });
    expect(await http.call('//', { method: 'POST', body: '{}' })).toMatchObject({ status: 404 });
    expect(await http.call('/report/', { method: 'POST', body: '{}' })).toMatchObject({ status: 405 });
  });

  it('tells a participant its own part, the instructor everything, and everybody the sums', async () => {
    const { apiKey } = await client.addParticipant({ name: 'ada' });
    await client.addParticipant({ name: 'bob' });
    for (const name of ['ada', 'bob']) await client.open(name);
    const [orderId = ''] = await client.order(1);
    const report = async (path: string, headers: Record<string, string>) => {
      const { status, json } = await http.call(path, { headers });
      return [status, (json as { participants?: { participant: string }[] }).participants];
    };
    const own = { 'x-api-key': apiKey };
    const [ada, bob] = [{ participant: 'ada' }, { participant: 'bob' }];
    for (const path of ['/report', `/orders/${orderId}`]) {
      expect(await report(path, admin)).toMatchObject([200, [ada, bob]]);
      expect(await report(path, own)).toMatchObject([200, [ada]]);
      expect(await report(path, {})).toEqual([401, undefined]);
      expect(await report(path, { 'x-api-key': 'wrong' })).toEqual([403, undefined]);
      expect(await report(path, { ...own, 'x-admin-key': 'wrong' })).toEqual([401, undefined]);
    }
    expect(await report('/report?participant=ada', own)).toMatchObject([200, [ada]]);
    expect(await report('/report?participant=bob', own)).toEqual([403, undefined]);
    const summary = await http.call('/summary');
    expect(summary).toMatchObject({
      status: 200,
      json: { red: false, participants: 2, published: 2, open: 2 },
    });
    for (const secret of ['ada', 'bob', orderId]) expect(summary.text).not.toContain(secret);
  });

  it('counts the ledger once for all who ask for the summary within some seconds', async () => {
    await http.call('/summary');
    const { reads } = hq.wire;
    await http.call('/summary');
    expect(hq.wire.reads).toBe(reads);
    clock.pass(5_000);
    await http.call('/summary');
    expect(hq.wire.reads).toBeGreaterThan(reads);
  });

  it('audits only for the instructor', async () => {
    const { apiKey } = await client.addParticipant({ name: 'ada' });
    const own = { 'x-api-key': apiKey };
    expect(await http.call('/report', { headers: own })).toMatchObject({ status: 200 });
    for (const path of ['/admin/ledger', '/admin/ledger/standings']) {
      expect(await http.call(path, { headers: own })).toMatchObject({ status: 401 });
    }
    await expect(new HqClient({ url, apiKey }).report({ audit: true })).rejects.toMatchObject({
      status: 401,
    });
    expect(await client.report({ audit: true })).toMatchObject({ audit: { agrees: true } });
  });
});

describe('the client', () => {
  it('says what to do when HQ is not there, and never shows the admin key', async () => {
    await server.close();
    const error: unknown = await client.generator().catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(HqClientError);
    expect(String(error)).toContain(`cannot be reached at ${url}`);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(ADMIN_KEY);
  });
});
