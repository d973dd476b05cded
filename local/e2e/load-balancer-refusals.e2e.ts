import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { World, type StubTarget } from './load-balancer-world.ts';

/** Short, for tests that wait for it to be over. */
const IMPATIENT = { idleTimeoutS: 0.5 };
const POST = 'POST /order/ HTTP/1.1\r\nHost: x\r\n';

describe('what the load balancer answers to a bad request', () => {
  let world: World;
  let target: StubTarget;

  beforeEach(async () => {
    world = await World.start(IMPATIENT);
    target = await world.addTarget('monolith');
  });

  afterEach(() => world.stop());

  it.each([
    ['two lengths', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['the same length twice', `${POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`],
    ['a length and chunks', `${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunks that are not last', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['a length that is no number', `${POST}Content-Length: +2\r\n\r\n{}`],
    ['a space before the colon', `${POST}Content-Length : 2\r\n\r\n{}`],
    ['a folded header', `${POST}X: a\r\n b\r\n\r\n`],
    ['a header without a name', `${POST}: a\r\n\r\n`],
    ['a NUL in a header', `${POST}X: a\0b\r\n\r\n`],
    ['two Hosts', `${POST}Host: y\r\nConnection: close\r\n\r\n`],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['another version', 'GET / HTTP/3.0\r\nHost: x\r\n\r\n'],
    ['more than 64 KiB of headers', `${POST}${`X: ${'a'.repeat(16_000)}\r\n`.repeat(5)}\r\n`],
    ['a request target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ])('with %s is 400', async (_what, bytes) => {
    const answer = await world.raw(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(target.received).toEqual([]);
    expect(world.failures.map(({ status }) => status)).toEqual([400]);
  });

  it.each([
    [405, 'TRACE', 'TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    [405, 'CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n'],
    [414, 'a long path', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`],
    [463, 'forwarded addresses', `${POST}X-Forwarded-For: ${'1, '.repeat(30)}1\r\nConnection: close\r\n\r\n`],
    [417, 'an unknown expectation', `${POST}Expect: x\r\nConnection: close\r\n\r\n`],
    [501, 'a coding', `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    [501, 'a WebSocket', `${POST}Connection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n`],
    [408, 'a head that does not end', POST],
  ])('is %i to %s', async (status, _what, bytes) => {
    const answer = await world.raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*<h1>${status} `));
    expect(answer).toMatch(/\r\nserver: awselb\/2\.0\r\n/i);
    expect(target.received).toEqual([]);
    expect(world.failures.map((failure) => failure.status)).toEqual([status]);
  });

  it('closes a connection on which nothing comes', async () => {
    expect(await world.raw('')).toBe('');
  });

  it('leaves out a header with an invalid name, and takes another upgrade than WebSocket for none', async () => {
    await world.raw(`${POST}x_api_key: k\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n`);
    expect(target.received).toHaveLength(1);
    expect(target.received[0]?.headers).not.toHaveProperty('x_api_key');
    expect(target.received[0]?.headers).not.toHaveProperty('upgrade');
  });
});
