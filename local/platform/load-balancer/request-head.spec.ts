import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { readHead, type RequestHead } from './request-head.ts';

interface Sent {
  readonly method?: string;
  readonly url?: string;
  readonly httpVersion?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly remoteAddress?: string;
}

const HOST = ['Host', 'localhost:5000'] as const;

function read(
  { method = 'POST', url = '/', httpVersion = '1.1', headers = [HOST], remoteAddress = '10.0.0.7' }: Sent,
  drop = true,
) {
  const socket = { remoteAddress, localAddress: '10.0.0.1' };
  const request = {
    method,
    url,
    httpVersion,
    rawHeaders: headers.flat(),
    socket,
  } as unknown as IncomingMessage;
  return readHead(request, { port: 5000, dropInvalidHeaders: drop });
}

/** By lower-case names; a name that stands twice shows both values. */
function passedOn(sent: Sent, drop = true): Record<string, string> {
  const { headers } = read(sent, drop) as RequestHead;
  const byName: Record<string, string> = {};
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]?.toLowerCase() ?? '';
    const value = headers[index + 1] ?? '';
    byName[name] = name in byName ? `${byName[name]} & ${value}` : value;
  }
  return byName;
}

const forwardedFor = (count: number) =>
  ['X-Forwarded-For', Array.from({ length: count }, (_, i) => `10.0.0.${i}`).join(', ')] as const;

describe('the head that a target gets', () => {
  it('passes on what the client sent, Host too', () => {
    const headers = [HOST, ['Content-Type', 'text/plain'], ['x-api-key', 'k'], ['Cookie', 'a=b']] as const;
    expect(passedOn({ headers })).toMatchObject({
      host: 'localhost:5000',
      'content-type': 'text/plain',
      'x-api-key': 'k',
      cookie: 'a=b',
    });
  });

  it('tells of the client, its protocol and its port', () => {
    expect(passedOn({ headers: [HOST] })).toMatchObject({
      'x-forwarded-for': '10.0.0.7',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '5000',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    });
  });

  it('adds the client to those who are in X-Forwarded-For already, and overrides what else it claims', () => {
    const headers = [
      HOST,
      ['X-Forwarded-For', '1.1.1.1'],
      ['x-forwarded-for', '2.2.2.2'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Forwarded-Port', '443'],
    ] as const;
    expect(passedOn({ headers })).toMatchObject({
      'x-forwarded-for': '1.1.1.1, 2.2.2.2, 10.0.0.7',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '5000',
    });
  });

  it('takes an empty X-Forwarded-For for none', () => {
    expect(passedOn({ headers: [HOST, ['X-Forwarded-For', '']] })['x-forwarded-for']).toBe('10.0.0.7');
    const headers = [HOST, ['X-Forwarded-For', ''], ['X-Forwarded-For', '1.1.1.1']] as const;
    expect(passedOn({ headers })['x-forwarded-for']).toBe('1.1.1.1, 10.0.0.7');
  });

  it('names an IPv4 client on an IPv6 socket by its IPv4 address', () => {
    expect(passedOn({ remoteAddress: '::ffff:10.0.0.9' })['x-forwarded-for']).toBe('10.0.0.9');
    expect(passedOn({ remoteAddress: '::1' })['x-forwarded-for']).toBe('::1');
  });

  it('leaves out what is between client and load balancer alone, and what Connection names', () => {
    const headers = [
      HOST,
      ['Connection', 'keep-alive, X-Secret-Hop'],
      ['Keep-Alive', 'timeout=5'],
      ['X-Secret-Hop', '1'],
      ['TE', 'trailers'],
      ['Trailer', 'X'],
      ['Expect', '100-continue'],
      ['Upgrade', 'h2c'],
      ['Proxy-Connection', 'keep-alive'],
      ['Transfer-Encoding', 'chunked'],
      ['X-Kept', '1'],
    ] as const;
    const kept = Object.keys(passedOn({ headers })).filter((name) => !name.startsWith('x-forwarded-'));
    expect(kept.sort()).toEqual(['host', 'x-amzn-trace-id', 'x-kept']);
  });

  it('keeps Content-Length even where Connection names it', () => {
    const headers = [HOST, ['Connection', 'content-length'], ['Content-Length', '3']] as const;
    expect(passedOn({ headers })['content-length']).toBe('3');
  });

  it('leaves out headers with names that AWS calls invalid, if the load balancer is told to', () => {
    const headers = [HOST, ['x_api_key', 'smuggled'], ['X-Good', '1']] as const;
    expect(passedOn({ headers })).not.toHaveProperty('x_api_key');
    expect(passedOn({ headers }, false)).toHaveProperty('x_api_key', 'smuggled');
  });

  it('names the load balancer as Host where HTTP/1.0 names none', () => {
    expect(passedOn({ httpVersion: '1.0', headers: [] }).host).toBe('10.0.0.1:5000');
  });

  it('knows how long the body is, or that it does not', () => {
    expect(read({ headers: [HOST, ['content-length', '12']] })).toMatchObject({ contentLength: 12 });
    expect(read({ headers: [HOST] })).toMatchObject({ contentLength: 0 });
    expect(read({ headers: [HOST, ['transfer-encoding', 'chunked']] })).toMatchObject({
      contentLength: undefined,
    });
  });

  it.each([
    ['http://inner.example/iridium/?a=1', '/iridium/?a=1', 'inner.example'],
    ['HTTP://inner.example:81', '/', 'inner.example:81'],
    ['http://inner.example?a=/b', '/?a=/b', 'inner.example'],
  ])('takes %s for %s at %s, whatever Host says', (url, target, host) => {
    expect(read({ url, headers: [HOST] })).toMatchObject({ target });
    expect(passedOn({ url, headers: [HOST] }).host).toBe(host);
  });
});

describe('a head that is refused', () => {
  it.each<[string, Sent, number]>([
    ['TRACE', { method: 'TRACE' }, 405],
    ['a request line of more than 16 KiB', { url: `/${'a'.repeat(16_400)}` }, 414],
    ['a header of more than 16 KiB', { headers: [['X', 'a'.repeat(16_400)]] }, 400],
    ['no Host header in HTTP/1.1', { headers: [] }, 400],
    ['two Host headers', { headers: [HOST, HOST] }, 400],
    ['a request target that is no path', { method: 'OPTIONS', url: '*' }, 400],
    ['a URL of another scheme', { url: 'ftp://a/b' }, 400],
    ['a WebSocket', { headers: [HOST, ['Upgrade', 'WebSocket']] }, 501],
    ['an expectation that nobody knows', { headers: [HOST, ['Expect', 'x']] }, 417],
    ['31 addresses in X-Forwarded-For', { headers: [HOST, forwardedFor(31)] }, 463],
  ])('%s', (_what, sent, status) => {
    expect(read(sent)).toEqual({ status, reason: expect.any(String) });
  });

  it.each([
    ['gzip, chunked', [['Transfer-Encoding', 'gzip, chunked']]],
    ['identity', [['Transfer-Encoding', 'identity']]],
    [
      'gzip and chunked in two headers',
      [
        ['Transfer-Encoding', 'gzip'],
        ['Transfer-Encoding', 'chunked'],
      ],
    ],
    [
      'chunked twice',
      [
        ['Transfer-Encoding', 'chunked'],
        ['transfer-encoding', 'chunked'],
      ],
    ],
  ] as const)('the coding %s, with which the connection ends', (_what, headers) => {
    expect(read({ headers: [HOST, ...headers] })).toMatchObject({ status: 501, closes: true });
  });

  it('is none for an expectation of HTTP/1.0, which has none', () => {
    expect(read({ httpVersion: '1.0', headers: [['Expect', 'x']] })).toHaveProperty('target');
  });

  it('is none at the limits themselves', () => {
    const headers = [HOST, ['X', 'a'.repeat(16_383)], forwardedFor(30)] as const;
    expect(read({ url: `/${'a'.repeat(16_300)}`, headers })).toHaveProperty('target');
  });
});
