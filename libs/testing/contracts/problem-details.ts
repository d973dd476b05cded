import { describe, expect, it } from '@jest/globals';
import type { Answer, Call } from '../call.ts';
import { SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';
import { expectNoCause } from './expect-unavailable.ts';
import { useService } from './use-service.ts';

const MIB = 1_024 * 1_024;

/** Errors are problem details (RFC 9457) for a client that accepts JSON, and one line of text for any other. */
export function describeProblemDetails(kind: ServiceKind): void {
  const keyed = { 'x-api-key': SERVICE_KEY };
  const order = JSON.stringify({ Message: { [kind.item]: 1 } });
  const refusals: readonly (readonly [number, string, Call])[] = [
    [400, kind.path, { headers: keyed, body: '{}' }],
    [400, '/%zz', { headers: keyed, body: order }],
    [401, kind.path, { body: order }],
    [404, '/nothing-here/', { body: order }],
    [405, kind.path, { method: 'PUT', headers: keyed, body: order }],
    [413, kind.path, { headers: keyed, body: order.padEnd(MIB + 1) }],
    [415, kind.path, { headers: { ...keyed, 'content-type': 'nonsense' }, body: order }],
    [503, kind.path, { headers: keyed, body: order }],
  ];

  describe(`a refusal of ${kind.room}`, () => {
    const service = useService(kind);
    const refuse = (path: string, call: Call, accept: Call['headers']): Promise<Answer> => {
      service().upstream.answers({ status: 500 });
      return service().call(path, { ...call, headers: { ...call.headers, ...accept } });
    };

    it.each(refusals)('%d at %s is one line of text unless JSON is asked for', async (status, path, call) => {
      for (const accept of [{}, { accept: '*/*' }, { accept: 'text/html, text/plain;q=0.9' }]) {
        const answer = await refuse(path, call, accept);
        expect(answer.status).toBe(status);
        expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
        expect(answer.body).toMatch(/^[^\n]{1,200}$/);
        expectNoCause(answer);
      }
    });

    it.each(refusals)('%d at %s is a problem where JSON is asked for', async (status, path, call) => {
      const text = await refuse(path, call, {});
      for (const accept of ['application/json', 'application/problem+json', 'application/json, */*;q=0.1']) {
        const answer = await refuse(path, call, { accept });
        expect(answer.status).toBe(status);
        expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/);
        expect(answer.headers.allow).toBe(text.headers.allow);
        expect(JSON.parse(answer.body)).toMatchObject({
          type: expect.stringMatching(/./),
          title: expect.stringMatching(/^[^\n]+$/),
          status,
          detail: expect.stringMatching(/^[^\n]+$/),
        });
        expectNoCause(answer);
      }
    });

    it('names what the refusal is about', async () => {
      const accept = { accept: 'application/json' };
      const answer = await refuse(kind.path, { headers: keyed, body: order.padEnd(MIB + 1) }, accept);
      expect(JSON.parse(answer.body)).toMatchObject({ status: 413, field: 'body' });
    });

    it('names the request where it is a problem, too', async () => {
      const accept = { accept: 'application/json', 'x-request-id': 'request-1' };
      const answer = await refuse(kind.path, { headers: keyed, body: order }, accept);
      expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('request-1') });
    });

    it('is the only answer that is JSON: an order is fulfilled in text, whatever is asked for', async () => {
      const answer = await service().order(order, { ...keyed, accept: 'application/json' });
      expect(answer).toMatchObject({ status: 200, body: 'Your order has been fulfilled' });
      expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    });
  });
}
