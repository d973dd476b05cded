import { describe, expect, it } from '@jest/globals';
import { HQ_KEY, MONOLITH, SERVICE_KEY, waitFor } from '@interstella/libs/testing';
import { expectNobodyAsked, useService } from '@interstella/libs/testing/contracts';

const DELIVERED = 'Your fulfillment request has been delivered';
const CLAIM = {
  'x-api-key': SERVICE_KEY,
  'x-interstella-order-id': 'order-20261120T061455123-0k3v9x0c2m4qa',
  'x-interstella-fulfilled-by': 'iridium',
};

describe('POST /fulfill/, keyed', () => {
  const monolith = useService(MONOLITH, { IMAGE_TAG: 'noiridium' });
  const fulfill = (body: string, headers: Record<string, string | string[]>) =>
    monolith().call('/fulfill/', { headers, body });

  it('enters a resource under the order id and the name that came with it', async () => {
    expect(await fulfill('{"iridium": 1}', CLAIM)).toMatchObject({ status: 200, body: DELIVERED });
    const [request] = monolith().upstream.requests;
    expect(request).toMatchObject({ path: '/receiving/', body: '{"iridium":1,"magnesite":0}' });
    expect(request?.headers).toMatchObject({ ...CLAIM, 'x-api-key': HQ_KEY });
  });

  it.each(['noiridium', 'iridium:7', 'A/b.c_d-1', 'a'.repeat(128)])(
    'passes on the revision of who fulfilled: %s',
    async (revision) => {
      const headers = { ...CLAIM, 'x-interstella-revision': revision };
      expect(await fulfill('{"iridium": 1}', headers)).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests[0]?.headers['x-interstella-revision']).toBe(revision);
    },
  );

  it('has no revision for who fulfilled where none came, though it knows its own', async () => {
    expect(await fulfill('{"iridium": 1}', CLAIM)).toMatchObject({ status: 200 });
    expect(monolith().upstream.requests[0]?.headers).not.toHaveProperty('x-interstella-revision');
  });

  it.each([
    ['a body with two resources', '{"iridium": 1, "magnesite": 1}', {}, 'body'],
    ['an empty body', '', {}, 'body'],
    ['an unknown resource', '{"osmium": 1}', {}, 'body'],
    ['an amount that is not 1', '{"iridium": 2}', {}, 'iridium'],
    ['a malformed order id', '{"iridium": 1}', { 'x-interstella-order-id': 'a b' }, 'x-interstella-order-id'],
  ])('names the field or header that is wrong: %s', async (_, body, headers, field) => {
    const accept = 'application/json';
    const { status, body: answer } = await fulfill(body, { ...CLAIM, accept, ...headers });
    expect({ status, ...(JSON.parse(answer) as object) }).toMatchObject({ status: 400, field });
  });

  it('takes the number as a string', async () => {
    expect(await fulfill('{"magnesite": "1"}', CLAIM)).toMatchObject({ status: 200 });
    expect(monolith().upstream.requests[0]?.body).toBe('{"iridium":0,"magnesite":1}');
  });

  it.each([
    ['no key', { 'x-api-key': undefined }, 401],
    ['a wrong key', { 'x-api-key': 'wrong' }, 401],
    ['HQ’s key', { 'x-api-key': HQ_KEY }, 401],
    ['no order id', { 'x-interstella-order-id': undefined }, 400],
    ['a malformed order id', { 'x-interstella-order-id': 'a b' }, 400],
    ['an order id that is too long', { 'x-interstella-order-id': 'a'.repeat(81) }, 400],
    ['two order ids', { 'x-interstella-order-id': ['order-1', 'order-2'] }, 400],
    ['nobody who fulfilled', { 'x-interstella-fulfilled-by': undefined }, 400],
    ['an empty revision', { 'x-interstella-revision': '' }, 400],
    ['a malformed revision', { 'x-interstella-revision': 'a b' }, 400],
    ['a revision of 151 characters', { 'x-interstella-revision': 'a'.repeat(151) }, 400],
    ['two revisions', { 'x-interstella-revision': ['a', 'b'] }, 400],
    ['a malformed name of who fulfilled', { 'x-interstella-fulfilled-by': 'Not A Name' }, 400],
  ])('refuses a claim with %s', async (_what, change, status) => {
    const headers = Object.entries({ ...CLAIM, ...change }).filter(([, value]) => value !== undefined);
    const answer = await fulfill('{"iridium": 1}', Object.fromEntries(headers) as Record<string, string>);
    expect(answer.status).toBe(status);
    expectNobodyAsked(monolith());
  });

  it.each([301, 400, 403, 404, 500, 503])('answers 503 when HQ answers %d', async (status) => {
    monolith().upstream.answers({ status });
    const answer = await fulfill('{"iridium": 1}', CLAIM);
    expect(answer.status).toBe(503);
    expect(answer.body).not.toContain(DELIVERED);
  });

  it('answers 503 when HQ hangs up, and 200 on the repeat', async () => {
    monolith().upstream.answers('hang up', 'hang up', { status: 200 });
    expect(await fulfill('{"iridium": 1}', CLAIM)).toMatchObject({ status: 503 });
    expect(await fulfill('{"iridium": 1}', CLAIM)).toMatchObject({ status: 200 });
  });
});

describe('POST /fulfill/, open, from an original microservice', () => {
  const monolith = useService(MONOLITH, { DIRECT_ORDERS: 'open' });

  it('enters what came with no content type, key, id or name as it came: unattributed', async () => {
    const answer = await monolith().call('/fulfill/', { body: '{"iridium": 1}' });
    expect(answer).toMatchObject({ status: 200, body: DELIVERED });
    const [request] = monolith().upstream.requests;
    expect(request).toMatchObject({ body: '{"iridium":1,"magnesite":0}' });
    expect(request?.headers).toMatchObject({ 'x-api-key': HQ_KEY });
    expect(request?.headers).not.toHaveProperty('x-interstella-order-id');
    expect(request?.headers).not.toHaveProperty('x-interstella-fulfilled-by');
  });

  it.each([{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'answers 403 to a web page in the user’s browser (%j)',
    async (headers) => {
      const answer = await monolith().call('/fulfill/', { headers, body: '{"iridium": 1}' });
      expect(answer.status).toBe(403);
      expectNobodyAsked(monolith());
    },
  );

  it('does not repeat a call without an id by itself: HQ could not tell that both are one', async () => {
    monolith().upstream.answers('hang up');
    expect(await monolith().call('/fulfill/', { body: '{"iridium": 1}' })).toMatchObject({ status: 503 });
    expect(monolith().upstream.requests).toHaveLength(1);
  });

  it('still refuses a malformed id', async () => {
    const headers = { 'x-interstella-order-id': 'a b' };
    expect(await monolith().call('/fulfill/', { headers, body: '{"iridium": 1}' })).toMatchObject({
      status: 400,
    });
  });
});

describe('POST /fulfill/, its log as JSON', () => {
  const monolith = useService(MONOLITH, { LOG_FORMAT: 'json' });

  it('has the order id on every line of an order, delivered or not', async () => {
    const before = monolith().program.lines.length;
    monolith().upstream.answers({ status: 500 }, { status: 200 });
    for (const status of [503, 200]) {
      const answer = await monolith().call('/fulfill/', { headers: CLAIM, body: '{"iridium": 1}' });
      expect(answer.status).toBe(status);
    }
    await waitFor('the last line', () => monolith().program.output.includes('API Status Code: 200'));
    const lines = monolith().program.lines.slice(before);
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ orderId: CLAIM['x-interstella-order-id'] });
    }
  });
});
