import { afterEach, describe, expect, it } from '@jest/globals';
import { rawCall } from '../raw-call.ts';
import { waitFor } from '../wait-for.ts';
import { expectRefusal } from './bad-bodies.ts';
import type { Endpoint } from './endpoint.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { useService } from './use-service.ts';

/** Requests whose method, path, headers or HTTP syntax are wrong. */
export function describeBadRequests({ kind, path, headers, body }: Endpoint): void {
  const bare = path.slice(1, -1);

  describe(`bad requests at ${path}`, () => {
    const service = useService(kind);
    const post = (to: string, more = {}) => service().call(to, { headers: { ...headers, ...more }, body });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    const raw = (request: string | Buffer, hangUp = false) =>
      rawCall(service().program.port, request, hangUp);
    const rawPost = (more: string, payload: string) =>
      raw(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines.join('')}${more}\r\n${payload}`);
    afterEach(async () => {
      expectNobodyAsked(service());
      expect(await service().health()).toBe(200);
    });

    it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
      'is 405 for %s, and says what may be done',
      async (method) => {
        const answer = await service().call(path, {
          method,
          headers,
          body: method === 'TRACE' ? undefined : body,
        });
        expectRefusal(answer, 405);
        expect(answer.headers.allow).toBe(kind.healthPath === path ? 'GET, POST' : 'POST');
      },
    );

    it('is 405 for a method that HTTP has and we do not know', async () => {
      expect((await service().call(path, { method: 'MKACTIVITY', headers })).status).toBe(405);
    });

    it.each(
      [
        ['//PATH/', '/PATH//', '/PATH/.', '/PATH/..', '/PATH/../PATH/', '/./PATH/', '/PATH/x', '/PATH;x/'],
        ['/PATH%2f', '/%2fPATH/', '/PATH%00', '/PATH%20', '/PATH.json', '/PATHs', '/xPATH', '/*', '/PATH/*'],
      ].flat(),
    )('is 404 for the path %s', async (template) => {
      expectRefusal(await post(template.replaceAll('PATH', bare)), 404);
    });

    it('is 404 for the path in upper case', async () => {
      expectRefusal(await post(path.toUpperCase()), 404);
    });

    it.each(['/%zz', '/%', '/PATH/%E0%A4%A', '/%ff%fe'])(
      'is 400 for the malformed path %s',
      async (template) => {
        expectRefusal(await post(template.replaceAll('PATH', bare)), 400);
      },
    );

    it('answers a path of 4,000 characters with 404 and without repeating it', async () => {
      const answer = await post(`${path}${'x'.repeat(4_000)}`);
      expectRefusal(answer, 404);
      expect(answer.body).not.toContain('xxx');
    });

    it('is 431 for gigantic headers, and the log has it', async () => {
      expect(await rawPost(`x-gigantic: ${'x'.repeat(100_000)}\r\n`, '')).toMatch(/^HTTP\/1\.1 431 /);
      const line = 'Unreadable request → 431: HPE_HEADER_OVERFLOW';
      await waitFor('the line in the log', () => service().program.lines.some((one) => one.includes(line)));
    });

    it('is 431 or cut off for very many headers', async () => {
      const many = Array.from({ length: 10_000 }, (_, n) => `x-${n}: 1\r\n`).join('');
      expect(await rawPost(many, '')).toMatch(/^HTTP\/1\.1 431 /);
    });

    it.each([
      ['a Content-Length that is no number', 'Content-Length: ten\r\n', body],
      ['a negative Content-Length', 'Content-Length: -1\r\n', body],
      ['two Content-Lengths', 'Content-Length: 1\r\nContent-Length: 2\r\n', body],
      ['Content-Length and chunks', `Content-Length: 3\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'],
      ['chunks that are none', 'Transfer-Encoding: chunked\r\n', 'zz\r\nnonsense\r\n'],
      ['an unknown transfer encoding', 'Transfer-Encoding: gzip\r\n', body],
      ['a header without a colon', 'nonsense\r\n', ''],
      ['a header with a NUL byte', 'x-nul: a\0b\r\n', ''],
      ['a header with a space in its name', 'x y: 1\r\n', ''],
    ])('is 400 for %s', async (_what, more, payload) => {
      const answer = await rawPost(more, payload);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toMatch(/content-type: text\/plain/i);
      expect(answer.length).toBeLessThan(600);
    });

    it.each([
      ['no HTTP', 'nonsense\r\n\r\n'],
      ['a TLS greeting', Buffer.from('16030100050100000103', 'hex')],
      ['HTTP without a Host', `POST ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`],
      ['HTTP 2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      ['an unknown method', `FROB ${path} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ])('is 400 for %s', async (_what, bytes) => {
      expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 400 /);
    });

    it('says nothing to a client that hangs up in the middle of its body, and has no order from it', async () => {
      const begun = `POST ${path} HTTP/1.1\r\nHost: x\r\n${lines.join('')}Content-Length: 1000\r\n\r\n${body}`;
      expect(await raw(begun, true)).toBe('');
    });

    it.each(['nonsense', '/', 'a/b/c', ' '])('is 415 for the malformed content type "%s"', async (type) => {
      const answer = await post(path, { 'content-type': type });
      expectRefusal(answer, 415);
      expect(answer.body.length).toBeLessThan(60);
      expect(answer.body).not.toContain('nonsense');
    });

    it('is 413 for a body of 4 MiB that keeps coming', async () => {
      const length = 4 * 1_024 * 1_024;
      expect(await rawPost(`Content-Length: ${length}\r\n`, body.padEnd(length))).toMatch(/^HTTP\/1\.1 413 /);
    });

    it('is 400 for a compressed body, since none is expected', async () => {
      const answer = await service().call(path, {
        headers: { ...headers, 'content-encoding': 'gzip' },
        body: Buffer.from('1f8b080000000000000003ab56ca4d2d2e4e4c4f55b2aa56', 'hex'),
      });
      expectRefusal(answer, 400);
    });

    it('is 401 with the right key in the wrong place', async () => {
      const { 'x-api-key': key, ...others } = headers;
      const query = `${path}?x-api-key=${encodeURIComponent(String(key))}`;
      const answer = await service().call(query, { headers: { ...others, cookie: `x-api-key=wrong` }, body });
      expectRefusal(answer, 401);
    });
  });

  describe(`odd but good requests at ${path}`, () => {
    const service = useService(kind);
    const post = (more: object, to = path) => service().call(to, { headers: { ...headers, ...more }, body });

    it.each(['application/json; charset=latin1', 'application/json;;', 'text/html', 'a/b; c="'])(
      'are read as JSON in UTF-8 though they say that they are %s',
      async (type) => {
        expect(await post({ 'content-type': type })).toMatchObject({ status: 200 });
      },
    );

    it('are served in chunks, with Expect, and with headers nobody asked for', async () => {
      const more = { 'transfer-encoding': 'chunked', expect: '100-continue', 'x-odd': 'é', __proto__: 'x' };
      expect(await post(more)).toMatchObject({ status: 200 });
    });

    it('are served with an encoded letter in the path', async () => {
      expect(await post({}, path.replace('r', '%72'))).toMatchObject({ status: 200 });
    });
  });
}
