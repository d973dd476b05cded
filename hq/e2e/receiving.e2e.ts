import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeOrderId, ORDER_ID_HEADER } from '@interstella/libs/orders';
import fc from 'fast-check';
import type { Http, HttpCall } from './http.ts';
import { type HqServer, serve } from './served-hq.ts';
import { ADMIN_KEY, freshTables, reportOn, startDynamo, startHq, TestClock, type TestHq } from './world.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let hq: TestHq;
let server: HqServer;
let http: Http;
let key: string;
let calm: string;
const clock = new TestClock();

beforeAll(async () => {
  dynamo = await startDynamo();
  hq = startHq(dynamo.endpoint, await freshTables(dynamo.endpoint), clock);
  key = (await hq.participants.add('ada', {})) ?? '';
  calm = (await hq.participants.add('original', { unattributedExpected: true })) ?? '';
  server = await serve(hq);
  ({ http } = server);
});
afterAll(async () => {
  await server.close();
  await hq.kill();
  await dynamo.stop();
});

const newOrder = () => makeOrderId('order', new Date(clock.time));
const post = (body: string | Buffer, headers: HttpCall['headers'] = {}, method = 'POST') =>
  http.call('/receiving/', { method, body, headers: { 'x-api-key': key, ...headers } });

describe('the fulfillment API', () => {
  it.each([
    ['POST', '/receiving/', 'application/json'],
    ['PUT', '/receiving/', 'text/plain; charset=UTF-8'],
    ['POST', '/receiving', undefined],
    ['POST', '/receiving/', 'not a content type ;;;=='],
  ])('answers success to %s %s with the content type %s', async (method, path, type) => {
    const orderId = newOrder();
    const answer = await http.call(path, {
      method,
      headers: {
        'x-api-key': key,
        [ORDER_ID_HEADER]: orderId,
        'x-interstella-fulfilled-by': 'monolith',
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      body: '{"iridium": 1, "magnesite": "0"}',
    });
    expect(answer).toMatchObject({ status: 200, text: 'success' });
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    const status = await http.call(`/orders/${orderId}`, { headers: { 'x-admin-key': ADMIN_KEY } });
    expect(status.json).toMatchObject({
      orderId,
      participants: [
        { participant: 'ada', publishedAt: null, claims: { iridium: { by: 'monolith', attempts: 1 } } },
      ],
    });
  });

  it('makes an unattributed order by unknown of a claim that names neither', async () => {
    await http.call('/receiving/', {
      method: 'POST',
      headers: { 'x-api-key': calm },
      body: '{"iridium":"1"}',
    });
    const report = await reportOn(hq, 'original');
    expect(report).toMatchObject({ unattributed: 1, byResource: { iridium: { by: { unknown: 1 } } } });
    expect(report.orders.unattributed[0]?.orderId).toMatch(/^unattributed-20261120T0614/);
  });

  it.each([
    ['no body', '', 'body'],
    ['invalid JSON', '{"iridium": 1', 'body'],
    ['null', 'null', 'body'],
    ['an array', '[{"iridium": 1}]', 'body'],
    ['a string', '"iridium"', 'body'],
    ['a byte order mark', '\ufeff{"iridium": 1}', 'body'],
    ['an unknown resource', '{"iridium": 1, "gold": 1}', 'gold'],
    ['a prototype', '{"__proto__": 1, "iridium": 1}', '__proto__'],
    ['a constructor', '{"constructor": 1}', 'constructor'],
    ['two of a resource', '{"iridium": 2}', 'iridium'],
    ['a negative amount', '{"iridium": 1, "magnesite": -1}', 'magnesite'],
    ['a huge amount', '{"iridium": 1e308}', 'iridium'],
    ['a fraction', '{"iridium": 0.5}', 'iridium'],
    ['a truth value', '{"iridium": true}', 'iridium'],
    ['an amount of null', '{"iridium": null}', 'iridium'],
    ['a deep amount', `{"iridium": ${'['.repeat(8_000)}${']'.repeat(8_000)}}`, 'iridium'],
    ['deep nesting', '['.repeat(16_000), 'body'],
    ['nothing but zeros', '{"iridium": 0, "magnesite": "0"}', 'iridium'],
    ['no resource', '{}', 'iridium'],
  ])('refuses %s with 400, naming the field', async (_what, body, field) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, json: { field } });
    expect(answer.text.length).toBeLessThan(300);
  });

  it.each([
    ['x-interstella-order-id', 'a b'],
    ['x-interstella-order-id', ''],
    ['x-interstella-order-id', '../x'],
    ['x-interstella-order-id', 'a'.repeat(81)],
    ['x-interstella-order-id', 'order-20261120T071455123-9c0b1d4e7f2a'],
    ['x-interstella-order-id', 'order-29991120T061455123-9c0b1d4e7f2a'],
    ['x-interstella-fulfilled-by', 'Monolith'],
    ['x-interstella-fulfilled-by', ''],
    ['x-interstella-fulfilled-by', 'a-b'],
  ])('refuses the header %s: "%s" with 400, naming it', async (name, value) => {
    expect(await post('{"iridium": 1}', { [name]: value })).toMatchObject({
      status: 400,
      json: { field: name },
    });
  });

  it('takes an order id that a clock made which is fast by less than an hour', async () => {
    const headers = { [ORDER_ID_HEADER]: 'order-20261120T071255123-9c0b1d4e7f2a' };
    expect(await post('{"iridium": 1}', headers)).toMatchObject({ status: 200 });
  });

  it('refuses an order id that comes twice', async () => {
    const twice = { [ORDER_ID_HEADER]: [newOrder(), newOrder()] };
    expect(await post('{"iridium": 1}', twice)).toMatchObject({ status: 400 });
  });

  it.each([undefined, '', 'unknown', 'x'.repeat(5_000)])('refuses the key %s with 403', async (wrong) => {
    const headers = wrong === undefined ? {} : { 'x-api-key': wrong };
    const answer = await http.call('/receiving/', { method: 'POST', headers, body: '{"iridium": 1}' });
    expect(answer).toMatchObject({ status: 403, json: { field: 'x-api-key' } });
  });

  it('takes 16 KiB and refuses a byte more with 413', async () => {
    const padded = (length: number) => '{"iridium": 1}'.padEnd(length);
    expect(await post(padded(16 * 1024))).toMatchObject({ status: 200 });
    expect(await post(padded(16 * 1024 + 1))).toMatchObject({ status: 413 });
    expect(await post(padded(16 * 1024 + 1), { 'transfer-encoding': 'chunked' })).toMatchObject({
      status: 413,
    });
  });

  it.each(['GET', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('answers %s with 405', async (method) => {
    const answer = await http.call('/receiving/', { method, headers: { 'x-api-key': key } });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST, PUT');
  });

  it('answers 503, and never 200, when the ledger cannot be written', async () => {
    const dying = startHq(dynamo.endpoint, 'nowhere-', clock);
    const broken = await serve({ ...dying, participants: hq.participants });
    const answer = await broken.http.call('/receiving/', {
      method: 'POST',
      headers: { 'x-api-key': key },
      body: '{"iridium": 1}',
    });
    expect(answer.status).toBe(503);
    expect(answer.text).not.toMatch(/Exception|resource not found| at /);
    expect(dying.logged.join()).toContain('POST /receiving → 503');
    await broken.close();
    await dying.kill();
  });

  it('survives whatever is sent, and answers no 500', async () => {
    const amount = fc.oneof(
      fc.constantFrom<unknown>(0, 1, '0', '1', -1, 2, null, true, Infinity, '__proto__'),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const name = fc.oneof(fc.constantFrom('iridium', 'magnesite', '__proto__', 'constructor'), fc.string());
    const body = fc.oneof(
      fc.dictionary(name, amount).map((value) => Buffer.from(JSON.stringify(value))),
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    );
    const headerText = fc.string({ unit: 'grapheme-ascii', maxLength: 100 }).map((text) => text.trim());
    const headers = fc.record(
      {
        'x-api-key': fc.oneof({ weight: 5, arbitrary: fc.constantFrom('the key') }, headerText),
        'content-type': fc.oneof(fc.constantFrom('application/json', 'text/plain'), headerText),
        'x-interstella-order-id': fc.oneof(fc.constant('order-1'), headerText),
        'x-interstella-fulfilled-by': fc.oneof(
          fc.constant('iridium'),
          fc.constant('constructor'),
          headerText,
        ),
        'content-encoding': headerText,
      },
      { requiredKeys: ['x-api-key'] },
    );
    const method = fc.constantFrom('POST', 'PUT', 'GET', 'DELETE', 'PATCH');
    const path = fc.oneof({ weight: 5, arbitrary: fc.constant('/receiving/') }, fc.webPath());
    await fc.assert(
      fc.asyncProperty(method, path, headers, body, async (how, where, fields, content) => {
        const named = fields['x-api-key'] === 'the key' ? { ...fields, 'x-api-key': calm } : fields;
        const answer = await http.call(where, {
          method: how,
          headers: named,
          body: content,
        });
        expect([200, 400, 401, 403, 404, 405, 413, 414]).toContain(answer.status);
        expect(answer.text).not.toMatch(/\n\s+at |node_modules/);
      }),
      { numRuns: 500 },
    );
    expect(await http.call('/')).toMatchObject({ status: 200 });
    expect((await reportOn(hq, 'original', true)).audit).toMatchObject({ agrees: true });
  });
});
