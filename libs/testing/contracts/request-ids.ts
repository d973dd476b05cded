import { describe, expect, it } from '@jest/globals';
import type { Call } from '../call.ts';
import { rawCall } from '../raw-call.ts';
import { SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';
import { waitFor } from '../wait-for.ts';
import { useService } from './use-service.ts';

const VALID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Every request has an id, the caller's or a new one, in the response and in every log line. */
export function describeRequestIds(kind: ServiceKind): void {
  const keyed = { 'x-api-key': SERVICE_KEY };
  const body = JSON.stringify({ Message: { [kind.item]: 1 } });

  describe(`the id of a request to ${kind.room}`, () => {
    const service = useService(kind, { LOG_FORMAT: 'json' });
    const idAnswered = async (id?: string | string[]) => {
      const headers = id === undefined ? {} : { 'x-request-id': id };
      return (await service().call(kind.healthPath, { method: 'GET', headers })).headers['x-request-id'];
    };

    it.each<[number, string, Call]>([
      [200, kind.healthPath, { method: 'GET' }],
      [200, kind.path, { headers: keyed, body }],
      [400, kind.path, { headers: keyed, body: '{}' }],
      [400, '/%zz', { body }],
      [401, kind.path, { body }],
      [404, '/nothing-here/', { body }],
      [405, kind.path, { method: 'PUT', body }],
      [413, kind.path, { headers: keyed, body: body.padEnd(1_024 * 1_024 + 1) }],
      [415, kind.path, { headers: { ...keyed, 'content-type': 'nonsense' }, body }],
    ])('is answered with %d at %s: its own, or a new one each time', async (status, path, call) => {
      const headers = { ...call.headers, 'x-request-id': 'request-1' };
      expect(await service().call(path, { ...call, headers })).toMatchObject({
        status,
        headers: { 'x-request-id': 'request-1' },
      });
      const ids = [await service().call(path, call), await service().call(path, call)].map(
        (answer) => answer.headers['x-request-id'],
      );
      for (const id of ids) expect(id).toMatch(VALID);
      expect(ids[0]).not.toBe(ids[1]);
    });

    it.each(['nonsense\r\n\r\n', `POST ${kind.path} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`])(
      'is answered where the request is no HTTP',
      async (bytes) => {
        const answer = await rawCall(service().program.port, bytes);
        expect(answer).toMatch(/^HTTP\/1\.1 400 /);
        expect(answer).toMatch(/\r\nx-request-id: [A-Za-z0-9._:-]{1,128}\r\n/i);
      },
    );

    it.each(['a', 'a'.repeat(128), 'Root=1'.replace('=', ':'), 'A-Za.z_0:9'])('is taken: %s', async (id) => {
      expect(await idAnswered(id)).toBe(id);
    });

    it.each([
      ['an empty one', ''],
      ['one of 129 characters', 'a'.repeat(129)],
      ['one with a space', 'a b'],
      ['one with a slash', 'a/b'],
      ['one with a quotation mark', 'a"b'],
      ['one beyond ASCII', 'é'],
      ['two', ['a', 'b']],
    ])('is replaced when it is malformed: %s', async (_what, id) => {
      const answered = await idAnswered(id);
      expect(answered).toMatch(VALID);
      expect([id].flat()).not.toContain(answered);
    });

    it.each([200, 503])('is on every line that the service writes for it, answering %d', async (status) => {
      const deliver = async (Subject: string, id: string, expected: number) => {
        const before = service().program.lines.length;
        const delivery = service().notification({ Subject });
        const answer = await service().deliver(delivery, { 'x-request-id': id });
        expect(answer.status).toBe(expected);
        const last = expected === 200 ? (kind.lines.at(-1) ?? '') : '→ 503';
        const linesSince = () => service().program.lines.slice(before);
        await waitFor('its last line', () =>
          linesSince().some((line) => line.includes(id) && line.includes(last)),
        );
        return linesSince();
      };
      // No line of an earlier request follows its last line.
      await deliver('order-0', `before-${status}`, 200);
      if (status === 503) service().upstream.answers({ status: 500 });
      const lines = await deliver('order-1', `request-${status}`, status);
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) {
        expect(JSON.parse(line)).toMatchObject({ requestId: `request-${status}`, orderId: 'order-1' });
      }
    });

    it('does not get mixed up with those of other requests at the same time', async () => {
      const before = service().program.lines.length;
      const numbers = Array.from({ length: 50 }, (_, n) => n);
      await Promise.all(
        numbers.map((n) =>
          service().deliver(service().notification({ Subject: `order-${n}` }), { 'x-request-id': `r-${n}` }),
        ),
      );
      const lines = await waitFor('all lines', () => {
        const some = service().program.lines.slice(before);
        return some.length === numbers.length * kind.lines.length && some;
      });
      const pairs = lines.map((line) => JSON.parse(line) as { requestId: string; orderId: string });
      for (const { requestId, orderId } of pairs) {
        expect(requestId.replace('r-', '')).toBe(orderId.replace('order-', ''));
      }
    });
  });
}
