import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '@interstella/libs/testing';
import { PlatformClient } from './platform-client.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('PlatformClient', () => {
  it('tells each request of the load balancer once, however many ask at the same time', async () => {
    const held: (() => void)[] = [];
    let failed = 0;
    server = createServer((_request, response: ServerResponse) => {
      failed += 1;
      const totals = { seconds: 1, requests: failed, failed, byStatus: {}, latencies: [], lastFailures: [] };
      held.push(() => response.end(JSON.stringify(totals)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new PlatformClient({ url: `http://127.0.0.1:${port}`, key: 'key' });
    const all = Promise.all([client.takeTraffic(), client.takeTraffic()]);
    // The last that asked is answered first, if both ask at once.
    const answering = waitFor('both calls', () => {
      held.pop()?.();
      return failed === 2 && held.length === 0;
    });
    const intervals = await all;
    await answering;
    expect(intervals.map((interval) => interval.failed)).toEqual([1, 1]);
  });
});
