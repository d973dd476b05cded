import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RawConnection, waitFor } from '@interstella/libs/testing';
import { World, type StubTarget } from './load-balancer-world.ts';

/** Long enough that an answer that comes is never late, on a loaded machine too. */
const PATIENT = {};
/** Short, for tests that wait for it to be over. */
const IMPATIENT = { idleTimeoutS: 0.5 };

const MEGABYTE = 1_024 * 1_024;
const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const POST = 'POST /order/ HTTP/1.1\r\nHost: x\r\n';

describe('what the load balancer answers for a target', () => {
  let world: World;

  const start = async (listener: Parameters<typeof World.start>[0]): Promise<StubTarget> => {
    world = await World.start(listener);
    return world.addTarget('monolith');
  };
  const lastFailure = () => waitFor('a failure', () => world.failures.at(-1));
  const post = (body = '{}') => fetch(world.url('/order/'), { method: 'POST', body });

  afterEach(() => world.stop());

  it('503 where none is registered, in AWS’s form', async () => {
    world = await World.start();
    const response = await post();
    expect(response.status).toBe(503);
    expect(response.headers.get('server')).toBe('awselb/2.0');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toContain('<h1>503 Service Unavailable</h1>');
    expect(await lastFailure()).toMatchObject({
      status: 503,
      reason: 'no target of monolith is registered yet',
    });
  });

  it('503 while none has passed a health check', async () => {
    world = await World.start();
    const target = await world.startTarget('silent');
    target.healthStatus = 0;
    world.register(target);
    await waitFor('the first health check', () => target.checks.length > 0);
    expect((await post()).status).toBe(503);
    expect(await lastFailure()).toMatchObject({ reason: 'no target of monolith is checked yet' });
    expect(target.received).toEqual([]);
  });

  it('503 before it was ever configured', async () => {
    world = new World();
    await world.loadBalancer.listen(0);
    expect((await post()).status).toBe(503);
  });

  it('502 when the connection is refused', async () => {
    const target = await start(PATIENT);
    await target.stop();
    expect((await post()).status).toBe(502);
    expect((await lastFailure()).reason).toContain('ECONNREFUSED');
  });

  it('502 when the target closes without an answer; and it asks nobody again', async () => {
    const target = await start(PATIENT);
    let asked = 0;
    target.handler = (incoming) => {
      asked += 1;
      incoming.resume().on('end', () => incoming.socket.destroy());
    };
    const other = await world.addTarget('other');
    const [one, two] = [await post(), await post()];
    expect([one.status, two.status].sort()).toEqual([200, 502]);
    expect([asked, other.received.length]).toEqual([1, 1]);
  });

  it('502 when what comes is no HTTP', async () => {
    const target = await start(PATIENT);
    target.handler = (incoming) => incoming.socket.end('SSH-2.0-OpenSSH\r\n\r\n');
    expect((await post()).status).toBe(502);
  });

  it('502 when the answer has a coding that would be lost on the way', async () => {
    const target = await start(PATIENT);
    const answer = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n';
    target.handler = (incoming) => incoming.socket.end(answer);
    expect((await post()).status).toBe(502);
    expect((await lastFailure()).reason).toContain('gzip, chunked');
  });

  it('502 when the answer has a header that cannot be passed on', async () => {
    const target = await start(PATIENT);
    const answer = Buffer.from('HTTP/1.1 200 Größe\r\nX: a\x7fb\r\nContent-Length: 0\r\n\r\n', 'latin1');
    target.handler = (incoming) => incoming.socket.end(answer);
    expect((await post()).status).toBe(502);
    expect(await lastFailure()).toMatchObject({ status: 502 });
  });

  it('the status with its usual message where the target’s cannot be passed on', async () => {
    const target = await start(PATIENT);
    const answer = Buffer.from('HTTP/1.1 200 Größe\r\nContent-Length: 2\r\n\r\n{}', 'latin1');
    target.handler = (incoming) => incoming.socket.end(answer);
    const response = await post();
    expect([response.status, response.statusText, await response.text()]).toEqual([200, 'OK', '{}']);
  });

  it('504 when nothing comes within the idle timeout, and the client keeps its connection', async () => {
    const target = await start(IMPATIENT);
    target.handler = (incoming) => incoming.resume();
    const startedAt = performance.now();
    const answer = await world.raw(
      `${POST}Content-Length: 2\r\n\r\n{}GET / HTTP/1.0\r\nConnection: close\r\n\r\n`,
    );
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(490);
    expect(answer.match(/HTTP\/1\.1 504 Gateway Timeout/g)).toHaveLength(2);
    expect((await lastFailure()).reason).toBe('the target said nothing for 0.5 s');
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['breaks off', (response) => response.write('half', () => response.destroy())],
    ['falls silent', (response) => response.write('half')],
    [
      'announced more than it sends',
      (response) => response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
    ],
  ])('a broken connection when an answer that has begun %s', async (_how, begin) => {
    const target = await start(IMPATIENT);
    target.handler = (_request, response) => {
      begin(response);
    };
    const response = await fetch(world.url());
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(await lastFailure()).toMatchObject({
      status: 200,
      reason: expect.stringContaining('the answer was cut off'),
    });
    expect(world.loadBalancer.traffic()).toMatchObject({ requests: 1, failed: 1 });
  });

  it('counts a client that is gone as 460, and ends its request at the target', async () => {
    const target = await start(PATIENT);
    let atTarget: IncomingMessage | undefined;
    target.handler = (incoming) => {
      atTarget = incoming;
    };
    const client = await RawConnection.open(world.port);
    await client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const incoming = await waitFor('the request at the target', () => atTarget);
    client.reset();
    // Long before the idle timeout would end it.
    await waitFor('the end of the request', () => incoming.socket.destroyed);
    expect(await lastFailure()).toMatchObject({ status: 460 });
    expect(world.loadBalancer.snapshot().targetGroups[0]?.targets[0]).toMatchObject({
      inFlight: 0,
      failures: 1,
    });
  });

  describe('bodies', () => {
    it.each([
      ['of a known length', { 'content-length': String(5 * MEGABYTE) }],
      ['in chunks', { 'transfer-encoding': 'chunked' }],
    ])('passes a large one on %s, both ways', async (_how, headers) => {
      const target = await start(PATIENT);
      target.handler = (incoming, response) => incoming.pipe(response);
      const sent = randomBytes(5 * MEGABYTE);
      const call = request(world.url(), { method: 'POST', headers });
      call.end(sent);
      const [response] = (await once(call, 'response')) as [IncomingMessage];
      const got = await response.toArray();
      expect(digest(Buffer.concat(got as Buffer[]))).toBe(digest(sent));
    });

    it('holds a target back whose client does not read, and then passes all of it on', async () => {
      const target = await start(PATIENT);
      const sent = randomBytes(32 * MEGABYTE);
      let answer: ServerResponse | undefined;
      target.handler = (_request, response) => {
        answer = response;
        response.end(sent);
      };
      const call = request(world.url()).end();
      const [response] = (await once(call, 'response')) as [IncomingMessage];
      let written = -1;
      let looks = 0;
      await waitFor('the target to stand still', () => {
        const before = written;
        written = answer?.socket?.bytesWritten ?? 0;
        looks = written > 0 && written === before ? looks + 1 : 0;
        return looks > 20;
      });
      expect(answer?.writableFinished).toBe(false);
      expect(digest(Buffer.concat((await response.toArray()) as Buffer[]))).toBe(digest(sent));
    });

    it('answers 502 while a client still sends, when the target breaks off, and takes its next request', async () => {
      const target = await start(PATIENT);
      target.handler = (incoming, response) => {
        if (incoming.method === 'GET') response.end('next');
        else incoming.once('data', () => incoming.socket.destroy());
      };
      let received = '';
      const socket = connect(world.port, '127.0.0.1').on('data', (chunk) => (received += chunk.toString()));
      socket.write(`${POST}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`);
      await waitFor('the answer', () => received.includes('502 Bad Gateway</h1>'));
      socket.write('4\r\nrest\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      await waitFor('the next answer', () => received.includes('next'));
      expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 502', 'HTTP/1.1 200']);
    });

    it.each(['Content-Length: 10\r\n\r\nhalf', 'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'])(
      'answers 408 to a client that falls silent in its body (%j)',
      async (rest) => {
        await start(IMPATIENT);
        const answer = await world.raw(POST + rest);
        expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
        expect(await lastFailure()).toMatchObject({ status: 408, path: '/order/' });
      },
    );

    it('gives up on a client that does not take its answer', async () => {
      const target = await start(IMPATIENT);
      target.handler = (_request, response) => response.end(Buffer.alloc(32 * MEGABYTE));
      const socket = connect(world.port, '127.0.0.1').pause();
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      expect(await lastFailure()).toMatchObject({
        status: 460,
        reason: 'the client did not take its answer',
      });
      socket.destroy();
    });
  });

  it('uses a connection again only where the target will still have it', async () => {
    const target = await start(PATIENT);
    target.keepAliveTimeoutMs = 1_000;
    for (let count = 0; count < 5; count += 1) await post();
    expect(target.connections).toBe(5);
    target.keepAliveTimeoutMs = 72_000;
    for (let count = 0; count < 5; count += 1) await post();
    expect(target.connections).toBe(6);
  });
});
