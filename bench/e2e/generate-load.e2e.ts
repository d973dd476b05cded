import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { requestText } from '../http/text.ts';
import { generateLoad } from '../load/generate-load.ts';

const REQUESTS = ['/a', '/b'].map((path) => Buffer.from(requestText('POST', path, {}, '{}')));
let server: Server;

async function serve(listener: RequestListener): Promise<number> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const load = (port: number, connections: number) =>
  generateLoad({ port, connections, leadInMs: 20, durationMs: 100 }, REQUESTS);

describe('generateLoad', () => {
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('counts every response, keeps its connections, and takes the requests in turn', async () => {
    const paths: (string | undefined)[] = [];
    const port = await serve(({ url }, response) => {
      paths.push(url);
      response.end('done');
    });
    let connections = 0;
    server.on('connection', () => (connections += 1));

    const seen = await load(port, 3);

    expect(seen.responses).toBe(paths.length);
    expect(connections).toBe(3);
    expect(paths.slice(0, 2)).toEqual(['/a', '/b']);
    expect(seen.perSecond).toBeGreaterThan(0);
    expect(seen.p99Ms).toBeGreaterThanOrEqual(seen.p50Ms);
    expect(seen.elapsedMs).toBeGreaterThanOrEqual(120);
  });

  it('fails at the first response that is not 200, and says what it was', async () => {
    let requests = 0;
    const port = await serve((_request, response) => {
      response.statusCode = ++requests === 5 ? 503 : 200;
      response.end('Not fulfilled');
    });
    await expect(load(port, 2)).rejects.toThrow('503 Service Unavailable: Not fulfilled');
  });

  it('fails when a connection breaks', async () => {
    let requests = 0;
    const port = await serve((request, response) => {
      if (++requests === 5) request.socket.destroy();
      else response.end('done');
    });
    await expect(load(port, 1)).rejects.toThrow('closed a connection');
  });
});
