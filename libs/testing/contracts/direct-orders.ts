import { describe, expect, it } from '@jest/globals';
import { SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { useService } from './use-service.ts';

/** Orders that are posted without SNS: by the labs' curl command, and with the service key. */
export function describeDirectOrders(kind: ServiceKind): void {
  describe(`direct orders at ${kind.path}`, () => {
    describe('open', () => {
      const service = useService(kind, { DIRECT_ORDERS: 'open' });

      it.each([
        ['the object of the labs, its number a string', { [kind.item]: '1' }],
        ['an object', { [kind.item]: 1 }],
        ['JSON text', `{"${kind.item}": 1}`],
        ['JSON text, its number a string', `{"${kind.item}": "1"}`],
      ])('are fulfilled where Message is %s', async (_what, Message) => {
        const answer = await service().order({ Message });
        expect(answer).toMatchObject({ status: 200, body: 'Your order has been fulfilled' });
        expect(answer.headers['content-type']).toMatch(/^text\/plain/);
        expect(service().upstream.requests).toHaveLength(1);
      });

      it.each(['text/plain; charset=UTF-8', 'application/x-www-form-urlencoded', undefined])(
        'are read as JSON whatever the content type: %s',
        async (type) => {
          const headers = type === undefined ? {} : { 'content-type': type };
          const body = JSON.stringify({ Message: { [kind.item]: 1 } });
          expect(await service().call(kind.path, { headers, body })).toMatchObject({ status: 200 });
        },
      );

      it('are taken without the trailing slash too, and with a query', async () => {
        const body = JSON.stringify({ Message: { [kind.item]: 1 } });
        expect(await service().call(kind.path.slice(0, -1), { body })).toMatchObject({ status: 200 });
        expect(await service().call(`${kind.path}?from=curl`, { body })).toMatchObject({ status: 200 });
      });

      it('get an id of their own, each, and tell upstream who fulfills what', async () => {
        await service().order({ Message: { [kind.item]: 1 } });
        await service().order({ Message: { [kind.item]: 1 } });
        const { requests } = service().upstream;
        for (const request of requests) {
          expect(request).toMatchObject({
            method: 'POST',
            path: kind.upstream.path,
            body: kind.upstream.body,
          });
          expect(request.headers).toMatchObject({
            'content-type': 'application/json',
            'x-interstella-fulfilled-by': kind.room,
            'x-interstella-order-id': expect.stringMatching(/^direct-\d{8}T\d{9}-[0-9a-f]{12}$/),
          });
        }
        expect(new Set(requests.map(({ headers }) => headers['x-interstella-order-id'])).size).toBe(2);
      });

      it.each([
        ['a form', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
        ['a script', { origin: 'null' }],
        ['a page whose name was rebound to this machine', { origin: 'http://evil.example:5000' }],
        ['a page of a browser that names no origin', { 'sec-fetch-site': 'same-site' }],
      ])('are answered 403 when %s in the user’s browser sends them', async (_what, headers) => {
        const type = { 'content-type': 'text/plain;charset=UTF-8' };
        const answer = await service().order({ Message: { [kind.item]: 1 } }, { ...type, ...headers });
        expect(answer.status).toBe(403);
        expect(answer.body).toMatch(/^Web pages /);
        expectNobodyAsked(service());
      });

      it('do not take an order id from the request', async () => {
        await service().order(
          { Message: { [kind.item]: 1 } },
          { 'x-interstella-order-id': 'order-of-another' },
        );
        expect(service().upstream.requests[0]?.headers['x-interstella-order-id']).toMatch(/^direct-/);
      });
    });

    describe('keyed', () => {
      const service = useService(kind);
      const order = { Message: { [kind.item]: 1 } };

      it('are fulfilled with the service key', async () => {
        expect(await service().order(order, { 'x-api-key': SERVICE_KEY })).toMatchObject({ status: 200 });
        expect(service().upstream.requests[0]?.headers['x-api-key']).toBe(kind.upstream.key);
      });

      it.each([
        ['no key', {}],
        ['an empty key', { 'x-api-key': '' }],
        ['a wrong key', { 'x-api-key': 'wrong' }],
        ['the beginning of the key', { 'x-api-key': SERVICE_KEY.slice(0, -1) }],
        ['the key and more', { 'x-api-key': `${SERVICE_KEY}x` }],
        ['the key twice', { 'x-api-key': [SERVICE_KEY, SERVICE_KEY] }],
        ['the key elsewhere', { authorization: SERVICE_KEY }],
      ])('are answered 401 with %s', async (_what, headers) => {
        const answer = await service().order(order, headers);
        expect(answer.status).toBe(401);
        expect(answer.body).toMatch(/x-api-key/);
        expectNobodyAsked(service());
      });

      it('do not say what is wrong with an order that comes without a key', async () => {
        expect((await service().order({ Message: 'wrong' })).status).toBe(401);
      });
    });
  });
}
