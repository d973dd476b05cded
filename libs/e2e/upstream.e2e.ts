import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Metrics } from '../metrics/index.ts';
import { reasonOf } from '../errors/index.ts';
import { FulfillmentError } from '../fulfillment/index.ts';
import { Upstream } from '../fulfillment/upstream.ts';
import { waitFor } from '../testing/index.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** An upstream service, and how many requests and connections reached it. */
async function serve(handler: Handler) {
  const seen = { requests: 0, connections: 0 };
  const server = createServer((request, response) => {
    seen.requests += 1;
    request.resume();
    handler(request, response);
  });
  server.on('connection', () => (seen.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/receiving/?stage=1` };
}

function callTo(url: string, limitMs = 20_000): Upstream {
  const upstream = new Upstream('test', 'The test', url, limitMs, new Metrics());
  closings.push(() => upstream.destroy());
  return upstream;
}

describe('Upstream', () => {
  it('posts to the whole path and resolves with status and body, whatever the status', async () => {
    const { url } = await serve((request, response) =>
      response.writeHead(403).end(`${request.method} ${request.url}`),
    );
    expect(await callTo(url).post({}, '{}', true)).toEqual({ status: 403, body: 'POST /receiving/?stage=1' });
  });

  it('cuts a long answer', async () => {
    const { url } = await serve((_request, response) => response.end('x'.repeat(10_000)));
    expect((await callTo(url).post({}, '{}', true)).body).toHaveLength(1_024);
  });

  it('refuses an endless answer', async () => {
    const { url } = await serve((_request, response) => response.end('x'.repeat(100_000)));
    await expect(callTo(url).post({}, '{}', true)).rejects.toThrow(/max/i);
  });

  it('gives up when no answer comes in time, and asks no second time', async () => {
    const { url, seen } = await serve(() => undefined);
    await expect(callTo(url, 100).post({}, '{}', true)).rejects.toThrow('no answer in time');
    expect(seen.requests).toBe(1);
  });

  it('lets calls wait for a connection rather than open one for each', async () => {
    const { url, seen } = await serve((_request, response) => setImmediate(() => response.end('done')));
    const upstream = callTo(url);
    const answers = await Promise.all(Array.from({ length: 200 }, () => upstream.post({}, '{}', true)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(seen.requests).toBe(200);
    expect(seen.connections).toBeLessThanOrEqual(32);
  });

  it('gives up when an answer trickles', async () => {
    const { url } = await serve((_request, response) => {
      const trickle = setInterval(() => response.write('.'), 10);
      response.once('close', () => {
        clearInterval(trickle);
      });
    });
    await expect(callTo(url, 200).post({}, '{}', true)).rejects.toThrow('no answer in time');
  });

  it('sends a repeatable request once more when its connection is lost', async () => {
    const { url, seen } = await serve((request, response) => {
      if (seen.requests === 1) request.socket.destroy();
      else response.end('success');
    });
    expect(await callTo(url).post({}, '{}', true)).toEqual({ status: 200, body: 'success' });
    expect(seen.requests).toBe(2);
  });

  it('never sends a request twice that the ledger could not recognise', async () => {
    const { url, seen } = await serve((request) => request.socket.destroy());
    await expect(callTo(url).post({}, '{}', false)).rejects.toThrow();
    expect(seen.requests).toBe(1);
  });

  it('gives up after the second try', async () => {
    const { url, seen } = await serve((request) => request.socket.destroy());
    await expect(callTo(url).post({}, '{}', true)).rejects.toThrow();
    expect(seen.requests).toBe(2);
  });

  it('rejects, and does not throw, for a header that cannot be sent', async () => {
    const { url } = await serve((_request, response) => response.end());
    await expect(callTo(url).post({ 'x-api-key': 'a\nb' }, '{}', true)).rejects.toThrow();
  });

  it('refuses a call at once while 1,024 wait for a connection, and takes calls again afterwards', async () => {
    const { url } = await serve(() => undefined);
    const upstream = callTo(url, 300);
    const errorOf = () => upstream.post({}, '{}', true).then(String, reasonOf);
    const waiting = Array.from({ length: 32 + 1_024 }, errorOf);
    expect(await errorOf()).toBe('The test cannot be reached (1024 calls are waiting for a connection).');
    expect(new Set(await Promise.all(waiting))).toEqual(
      new Set(['The test cannot be reached (no answer in time).']),
    );
    await waitFor('the queue to empty', async () => !(await errorOf()).includes('are waiting'));
  });

  it('says which address is none', () => {
    expect(() => callTo('hq.example/receiving/')).toThrow(
      new FulfillmentError('The test has no valid address: hq.example/receiving/.'),
    );
  });

  it('lets calls in hand end when it is closed', async () => {
    let answer: () => void = () => undefined;
    const { url, seen } = await serve((_request, response) => {
      answer = () => response.end('late');
    });
    const upstream = new Upstream('test', 'The test', url, 20_000, new Metrics());
    const call = upstream.post({}, '{}', true);
    while (seen.requests === 0) await new Promise((resolve) => setImmediate(resolve));
    const closed = upstream.close();
    answer();
    expect((await call).body).toBe('late');
    await closed;
  });
});
