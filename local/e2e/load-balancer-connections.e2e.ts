import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FRAMINGS, RawConnection, uploadTo, waitFor } from '@interstella/libs/testing';
import { Disturbances } from '../platform/load-balancer/disturbances.ts';
import { World, type Handler, type StubTarget } from './load-balancer-world.ts';

const MEGABYTE = 1_024 * 1_024;
const POST = 'POST /order/ HTTP/1.1\r\nHost: x\r\n';
const LAST_GET = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

const statusesIn = (received: string) => received.match(/(?<=HTTP\/1\.1 )\d{3}/g)?.map(Number);

describe('several requests on one connection', () => {
  let world: World;
  let target: StubTarget;

  beforeEach(async () => {
    world = await World.start();
    target = await world.addTarget('monolith');
  });

  afterEach(() => world.stop());

  const inFlight = () => world.loadBalancer.snapshot().targetGroups[0]?.targets[0]?.inFlight;

  describe('whose first is answered before its upload is over', () => {
    it.each([413, 200])('are answered all the same, after a %i', async (status) => {
      target.handler = (incoming, response) => {
        if (incoming.method === 'GET') response.end('the last');
        else response.writeHead(status).end();
      };
      const upload = `${POST}Content-Length: ${3 * MEGABYTE}\r\n\r\n${'x'.repeat(3 * MEGABYTE)}`;
      const received = await world.raw(upload + LAST_GET);
      expect(statusesIn(received)).toEqual([status, 200]);
      expect(received).toMatch(/the last$/);
    });
  });

  describe('that close after an answer which comes before the end of the request', () => {
    const order = { method: 'POST', path: '/order/', length: 5 * MEGABYTE };
    const upload = (framing: (typeof FRAMINGS)[number]) =>
      uploadTo(world.port, { ...order, framing, headers: { connection: 'close' } });

    it.each(FRAMINGS)("give the client the target's answer, every time, with %s", async (framing) => {
      target.handler = (incoming, response) => {
        response.writeHead(413, { 'content-length': 9 }).end('too large');
        incoming.resume();
      };
      for (let time = 0; time < 20; time += 1) {
        expect(await upload(framing)).toMatchObject({ status: 413, body: 'too large' });
      }
    });

    it.each(FRAMINGS)(
      "give the client the load balancer's own answer, every time, with %s",
      async (framing) => {
        world.loadBalancer.disturb('monolith', { kind: 'error', share: 1 }, 60_000);
        for (let time = 0; time < 20; time += 1) expect(await upload(framing)).toMatchObject({ status: 500 });
      },
    );
  });

  it('are all over when the client is gone, also those that wait for their turn', async () => {
    const asked: string[] = [];
    target.handler = (incoming, response) => {
      asked.push(incoming.url ?? '');
      if (incoming.url === '/big') response.end(Buffer.alloc(5 * MEGABYTE));
    };
    const socket = connect(world.port, '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /big HTTP/1.1\r\nHost: x\r\n\r\n');
    await waitFor('both at the target', () => asked.length === 2);
    socket.resetAndDestroy();
    await waitFor('the end of both', () => inFlight() === 0);
    expect(world.failures.map(({ path, status }) => [path, status]).sort()).toEqual([
      ['/big', 460],
      ['/slow', 460],
    ]);
  });

  it('are all over when the client is gone, also while they are delayed on purpose', async () => {
    world.loadBalancer.disturb('monolith', { kind: 'slow', delayMs: 60_000 }, 60_000);
    const delays = jest.spyOn(Disturbances.prototype, 'on');
    const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
    const client = await RawConnection.open(world.port);
    await client.write(get + get);
    await waitFor('both to be delayed', () => delays.mock.calls.length === 2);
    delays.mockRestore();
    client.reset();
    await waitFor('the end of both', () => world.failures.length === 2);
    expect(world.failures.map(({ status }) => status)).toEqual([460, 460]);
    expect(target.received).toEqual([]);
  });

  describe('of which one cannot be read', () => {
    const fulfil: Handler = (incoming, response) => {
      incoming.resume().on('end', () => response.end('fulfilled'));
    };

    it.each([
      ['no HTTP', 400, 'SSH-2.0-OpenSSH\r\n\r\n'],
      ['much that is no HTTP', 400, 'x'.repeat(100_000)],
      ['a CONNECT', 405, 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ])('have their answers first: %s is %i', async (_what, status, bytes) => {
      target.handler = fulfil;
      const received = await world.raw(`${POST}Content-Length: 2\r\n\r\n{}${bytes}`);
      expect(statusesIn(received)).toEqual([200, status]);
      expect(received).toContain('\r\n\r\nfulfilledHTTP/1.1');
      expect(world.failures.map((failure) => failure.status)).toEqual([status]);
      expect(inFlight()).toBe(0);
    });

    it('are 400 if it is the body', async () => {
      target.handler = fulfil;
      const received = await world.raw(`${POST}Transfer-Encoding: chunked\r\n\r\nno chunk\r\n`);
      expect(statusesIn(received)).toEqual([400]);
      await waitFor('the end of the request', () => inFlight() === 0);
    });

    it('are cut off if it is the body of one whose answer has begun', async () => {
      target.handler = (_request, response) => response.writeHead(200).write('fulfilled');
      let received = '';
      const socket = connect(world.port, '127.0.0.1').on('data', (chunk) => (received += chunk.toString()));
      let isClosed = false;
      socket.on('close', () => (isClosed = true));
      socket.write(`${POST}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`);
      await waitFor('the begin of the answer', () => received.includes('fulfilled'));
      socket.write('no chunk\r\n');
      await waitFor('the end of the connection', () => isClosed);
      expect(statusesIn(received)).toEqual([200]);
      await waitFor('the end of the request', () => inFlight() === 0);
    });
  });
});
