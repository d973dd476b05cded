import { setTimeout as sleep } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { deadline } from '../deadline.ts';
import { useServedHq } from './served-hq.ts';
import { ADMIN_KEY } from './world.ts';

const served = useServedHq();

const KEY = 'a-key-that-nobody-has';
const fingerprint = createHash('sha256').update(KEY).digest('hex').slice(0, 8);
const warnings = () => served().hq.logged.filter((line) => line.includes('→'));

describe('a refused request', () => {
  const claim = (headers: Record<string, string>) =>
    served().http.call('/receiving/', { method: 'POST', headers, body: '{"iridium": 1}' });

  it('is logged once in a while, by route, reason, request and fingerprint of its key', async () => {
    for (let n = 0; n < 50; n += 1) await claim({ 'x-api-key': KEY, 'x-request-id': `r-${n}` });
    expect(warnings()).toEqual([
      `POST /receiving → 403: The header x-api-key must be your API key of Interstella HQ. HQ does not know this one. (caller unknown, key ${fingerprint}, request r-0)\n`,
    ]);
    served().clock.pass(10_000);
    await claim({ 'x-api-key': KEY });
    expect(served().hq.logged.join('')).toContain('49 more requests like those were refused.');
    expect(warnings()).toHaveLength(2);
    expect(served().hq.logged.join('')).not.toContain(KEY);
  });

  it('is logged whatever refused it', async () => {
    const { apiKey } = await served().client.addParticipant({ name: 'ada' });
    const own = { 'x-api-key': apiKey };
    await served().http.call('/receiving/', { method: 'POST', headers: own, body: '{"gold": 1}' });
    await served().http.call('/receiving/', { method: 'POST', headers: own, body: 'x'.repeat(20_000) });
    await served().http.call('/admin/participants', { headers: { 'x-admin-key': KEY } });
    await served().http.call('/report');
    await served().http.call('/nothing?key=secret');
    await served().http.call('/receiving', { method: 'DELETE' });
    await served().http.call('/%zz');
    await served().http.call('/', { headers: { origin: 'https://evil.example' } });
    expect(warnings().map((line) => /^(.*?): /.exec(line)?.[1])).toEqual([
      'POST /receiving → 400',
      'POST /receiving → 413',
      'GET /admin/participants → 401',
      'GET /report → 401',
      'GET /nothing → 404',
      'DELETE /receiving → 405',
      'GET /%zz → 400',
      'GET / → 403',
    ]);
    expect(warnings()[0]).toContain('caller ada');
    for (const secret of [apiKey, ADMIN_KEY, KEY, 'secret'])
      expect(served().hq.logged.join('')).not.toContain(secret);
  });

  it('cannot fill the log by a new key each time', async () => {
    for (let n = 0; n < 60; n += 1) await claim({ 'x-api-key': `${KEY}-${n}` });
    expect(warnings()).toHaveLength(20);
  });

  it('is no health check of an HQ that stops', async () => {
    served().server.beginShutdown();
    expect(await served().http.call('/')).toMatchObject({ status: 503, json: { status: 'stopping' } });
    expect(warnings()).toEqual([]);
  });
});

describe('a page', () => {
  it('of HQ itself may call it, and no other may', async () => {
    const host = new URL(served().url).host;
    for (const [origin, status] of [
      [`http://${host}`, 200],
      [`https://${host}`, 403],
      ['https://evil.example', 403],
      ['null', 403],
    ] as const) {
      expect(await served().http.call('/summary', { headers: { origin } })).toMatchObject({ status });
      const asked = await served().http.call('/receiving', { method: 'OPTIONS', headers: { origin } });
      expect(asked.status).toBe(status === 200 ? 405 : 403);
    }
  });
});

describe('a request that HQ cannot do in time', () => {
  it('is answered 503 at its deadline, which its call to DynamoDB knows', async () => {
    const { apiKey } = await served().client.addParticipant({ name: 'ada' });
    // The first use of a key is noted, and would hang first.
    expect(await served().hq.participants.nameOfKey(apiKey)).toBe('ada');
    const { dynamo } = served().hq;
    const attempt = dynamo.attempt.bind(dynamo);
    let hung = 0;
    dynamo.attempt = async (operation, body) => {
      if (operation !== 'UpdateItem') return attempt(operation, body);
      hung += 1;
      await sleep(deadline() - performance.now());
      throw new Error('It hangs until its time is over.');
    };
    const claim = { method: 'POST', headers: { 'x-api-key': apiKey }, body: '{"iridium": 1}' };
    const answer = await served().http.call('/receiving/', claim);
    expect(answer).toMatchObject({
      status: 503,
      json: { error: expect.stringContaining('send the request again') },
    });
    expect(hung).toBe(1);
    expect(warnings().join('')).toMatch(/POST \/receiving → 503: It hangs until its time is over/);
  });
});
