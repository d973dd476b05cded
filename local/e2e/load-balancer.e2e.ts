import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { World, forwardTo, listenerOf, targetGroupOf, type StubTarget } from './load-balancer-world.ts';

describe('a load balancer', () => {
  let world: World;
  let monolith: StubTarget;

  beforeEach(async () => {
    world = await World.start();
    monolith = await world.addTarget('monolith');
  });

  afterEach(() => world.stop());

  describe('routes', () => {
    beforeEach(async () => {
      const rules = [
        { priority: 2, pathPatterns: ['/iridium*'], action: forwardTo('iridium') },
        {
          priority: 1,
          pathPatterns: ['/iridium/gone'],
          action: { type: 'fixed-response', statusCode: 410, contentType: 'text/plain', body: 'Gone' },
        },
      ] as const;
      await world.loadBalancer.configure(listenerOf(rules), [
        targetGroupOf('monolith'),
        targetGroupOf('iridium'),
      ]);
      await world.addTarget('iridium', 'iridium');
    });

    it.each([
      ['/iridium', 'iridium'],
      ['/iridium/?a=1', 'iridium'],
      ['/iridiumlike', 'iridium'],
      ['/Iridium', 'monolith'],
      ['/order/?to=/iridium', 'monolith'],
      ['/%69ridium', 'iridium'],
      ['/iridium/%67one', 'Gone'],
      ['/iridium/gone', 'Gone'],
      ['/iridium/gone?', 'Gone'],
    ])('%s to %s', async (path, name) => {
      expect(await world.ask(path)).toBe(name);
    });

    it.each(['/order/../iridium/', '/order/%2e./iridium/'])('%s to iridium', async (path) => {
      const answer = await world.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/iridium\r\n0\r\n\r\n$|iridium$/);
    });

    it('a whole URL as request target by its path, and passes it on in origin form', async () => {
      const answer = await world.raw(
        'GET http://elsewhere/iridium/?a=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      );
      expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n[^]*iridium/);
    });

    it('to targets in turn', async () => {
      await world.addTarget('second');
      await world.addTarget('third');
      const names: string[] = [];
      for (let count = 0; count < 6; count += 1) names.push(await world.ask());
      expect(new Set(names.slice(0, 3)).size).toBe(3);
      expect(names.slice(3)).toEqual(names.slice(0, 3));
    });
  });

  it('passes a request on with its method, path, query, headers and body, byte by byte', async () => {
    const body = 'é'.repeat(500);
    const headers = { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' };
    await fetch(world.url('/order/%2F/?a=%20&b=?'), { method: 'PUT', headers, body });
    const [received] = monolith.received;
    expect(received).toMatchObject({ method: 'PUT', url: '/order/%2F/?a=%20&b=?', body, headers });
    expect(received?.headers).toMatchObject({
      host: `127.0.0.1:${world.port}`,
      'content-length': '1000',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': String(world.port),
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
  });

  it('passes the path on as the rules saw it: dot segments resolved, `//` and other encodings left', async () => {
    await world.raw('GET //a/../%2e/%2F?x=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(monolith.received[0]?.url).toBe('//%2F?x=%zz');
  });

  it('passes an answer back with its status, message, headers and body, hop-by-hop headers left out', async () => {
    monolith.handler = (_request, response) => {
      response.writeHead(
        418,
        'Short and stout',
        [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['X-Kept', 'yes'],
          ['Connection', 'keep-alive, X-Hop'],
          ['X-Hop', 'mine alone'],
          ['Keep-Alive', 'timeout=3'],
          ['Proxy-Connection', 'keep-alive'],
        ].flat(),
      );
      response.end('tea');
    };
    const answer = await world.raw('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 418 Short and stout\r\n/);
    expect(answer).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\n/i);
    expect(answer).toMatch(/x-kept: yes/i);
    expect(answer).not.toMatch(/proxy-connection|timeout=3|keep-alive|x-hop/i);
    expect(answer).toMatch(/tea/);
  });

  it.each([204, 304])('passes a %s on, which has no body', async (status) => {
    monolith.handler = (_request, response) => response.writeHead(status).end();
    expect((await fetch(world.url())).status).toBe(status);
    expect((await fetch(world.url())).status).toBe(status);
  });

  it('answers HEAD with the length of a body that it does not send', async () => {
    monolith.handler = (_request, response) => response.writeHead(200, { 'content-length': 1_234 }).end();
    const response = await fetch(world.url(), { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('1234');
    expect(await response.text()).toBe('');
  });

  it('answers an informational status with the answer that follows it alone', async () => {
    monolith.handler = (_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.end('after hints');
    };
    expect(await world.ask()).toBe('after hints');
  });

  it('lets a client send its body that waits for 100 Continue, and tells the target nothing of it', async () => {
    const answer = await world.raw(
      'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(monolith.received[0]).toMatchObject({ body: 'hi' });
    expect(monolith.received[0]?.headers).not.toHaveProperty('expect');
  });

  it('serves HTTP/1.0, whose connection ends with the answer', async () => {
    const answer = await world.raw('GET /old HTTP/1.0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).not.toMatch(/transfer-encoding/i);
    expect(answer).toMatch(/monolith$/);
    expect(monolith.received[0]?.headers.host).toBe(`127.0.0.1:${world.port}`);
  });

  it('keeps connections to clients and to targets, and says for how long', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answers: { readonly headers: IncomingHttpHeaders; readonly reused: boolean }[] = [];
    for (let count = 0; count < 3; count += 1) {
      answers.push(
        await new Promise((resolve, reject) => {
          const call = request({ port: world.port, host: '127.0.0.1', agent }, (response) => {
            response.resume().on('end', () => {
              resolve({ headers: response.headers, reused: call.reusedSocket });
            });
          });
          call.on('error', reject).end();
        }),
      );
    }
    agent.destroy();
    expect(answers.map(({ reused }) => reused)).toEqual([false, true, true]);
    expect(answers[0]?.headers['keep-alive']).toBe('timeout=60');
    expect(monolith.received).toHaveLength(3);
    expect(monolith.connections).toBe(1);
  });

  it('answers pipelined requests in their order', async () => {
    let answerFirst: (() => void) | undefined;
    monolith.handler = ({ url }, response) => {
      if (url === '/first') {
        answerFirst = () => response.end(url);
        return;
      }
      response.on('finish', () => answerFirst?.()).end(url);
    };
    const get = (path: string, connection: string) =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\n\r\n`;
    const answer = await world.raw(get('/first', 'keep-alive') + get('/second', 'close'));
    expect(answer.match(/\/first|\/second/g)).toEqual(['/first', '/second']);
  });

  it('counts what came since the start', async () => {
    await world.ask();
    monolith.handler = (_request, response) => response.writeHead(503).end();
    await world.ask('/order/?secret=1');
    expect(world.loadBalancer.traffic()).toMatchObject({
      requests: 2,
      failed: 1,
      byStatus: { '2xx': 1, '5xx': 1 },
      lastFailures: [
        {
          method: 'GET',
          path: '/order/',
          status: 503,
          target: `127.0.0.1:${monolith.address.port}`,
          reason: 'the target answered 503',
        },
      ],
    });
    expect(world.loadBalancer.snapshot().targetGroups).toEqual([
      {
        name: 'monolith',
        targets: [{ address: monolith.address, state: 'healthy', inFlight: 0, requests: 2, failures: 1 }],
      },
    ]);
  });
});
