import { beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { HqClient } from '../client/index.ts';
import { type ServedHq, useServedHq } from './served-hq.ts';

const servedHq = useServedHq();
let http: ServedHq['http'];
let client: ServedHq['client'];
let routes: ServedHq['server']['routes'];
let document: OpenAPIObject;
beforeEach(async () => {
  ({
    http,
    client,
    server: { routes },
  } = servedHq());
  document = (await http.call('/openapi.json')).json as unknown as OpenAPIObject;
});

/** Every call of the client, by its name. */
const CALLS: Readonly<Record<string, (hq: HqClient) => Promise<unknown>>> = {
  addParticipant: (hq) => hq.addParticipant({ name: 'ada' }),
  participants: (hq) => hq.participants(),
  open: (hq) => hq.open('ada'),
  close: (hq) => hq.close('ada'),
  beginRound: (hq) => hq.beginRound('ada'),
  acknowledge: (hq) => hq.acknowledge('ada', 'looked into'),
  rotateKey: (hq) => hq.rotateKey('ada'),
  setDeadLetterQueues: (hq) => hq.setDeadLetterQueues('ada', []),
  generator: (hq) => hq.generator(),
  setGenerator: (hq) => hq.setGenerator({ rate: 0 }),
  order: (hq) => hq.order().catch(() => undefined),
  republish: (hq) => hq.republish(),
  orderStatus: (hq) => hq.orderStatus('order-1'),
  ledger: (hq) => hq.ledger('ada').next(),
  report: (hq) => hq.report({ audit: true }),
  removeParticipant: (hq) => hq.removeParticipant('ada'),
};

describe('the OpenAPI document', () => {
  it('has every route that the client calls, with that method', async () => {
    const calls = Object.getOwnPropertyNames(HqClient.prototype).filter((name) => name !== 'constructor');
    expect(Object.keys(CALLS).sort()).toEqual(calls.sort());
    for (const [name, call] of Object.entries(CALLS)) {
      routes.length = 0;
      await call(client);
      expect([name, routes.length]).not.toEqual([name, 0]);
      for (const route of routes) {
        const path = route.url.replace(/:(\w+)/g, '{$1}');
        const method = route.method.toLowerCase() as 'get';
        expect([name, document.paths[path]?.[method]]).toEqual([name, expect.any(Object)]);
      }
    }
  });

  it('says which key each route needs', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.paths['/receiving']?.post?.security).toEqual([{ apiKey: [] }]);
    expect(document.paths['/admin/orders']?.post?.security).toEqual([{ adminKey: [] }]);
    expect(document.paths['/report']?.get?.security).toEqual([{ adminKey: [] }, { apiKey: [] }]);
    expect(document.paths['/summary']?.get?.security).toBeUndefined();
    expect(document.components?.securitySchemes).toMatchObject({
      apiKey: { in: 'header', name: 'x-api-key' },
      adminKey: { in: 'header', name: 'x-admin-key' },
    });
  });

  it('is a page, too, without scripts', async () => {
    const { status, text, headers } = await http.call('/docs');
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'text/html; charset=utf-8',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(text).not.toMatch(/<script|javascript:| on\w+=/);
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) expect(text).toContain(`${method.toUpperCase()} ${path}`);
    }
  });
});
