import { beforeEach, describe, expect, it } from '@jest/globals';
import { HqClient, HqClientError } from '../client/index.ts';
import { makeServer } from '../http/server.ts';
import { Http } from './http.ts';
import { type ServedHq, useServedHq } from './served-hq.ts';
import { ADMIN_KEY } from './world.ts';

const servedHq = useServedHq();
let hq: ServedHq['hq'];
let server: ServedHq['server'];
let http: ServedHq['http'];
let url: ServedHq['url'];
let client: ServedHq['client'];
beforeEach(() => {
  ({ hq, server, http, url, client } = servedHq());
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
