import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RawConnection, waitFor } from '@interstella/libs/testing';
import { World, type StubTarget } from './load-balancer-world.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** As `printf … | nc` does, and some HTTP clients of old. */
describe('a client that closes its sending side and waits', () => {
  let world: World;
  let target: StubTarget;
  let client: RawConnection;

  beforeEach(async () => {
    world = await World.start();
    target = await world.addTarget('monolith');
    client = await RawConnection.open(world.port);
  });

  afterEach(async () => {
    client.destroy();
    await world.stop();
  });

  const inFlight = () => world.loadBalancer.snapshot().targetGroups[0]?.targets[0]?.inFlight;

  it.each([
    ['a GET', GET],
    ['a POST', 'POST /order/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'],
    ['chunks', 'POST /order/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
  ])('has its answer, and then the connection closes: %s', async (_, request) => {
    let answer: ServerResponse | undefined;
    target.handler = (incoming, response) => {
      incoming.resume().on('end', () => (answer = response));
    };
    await client.write(request);
    client.endSending();
    (await waitFor('the request at the target', () => answer)).end('fulfilled');
    expect(await client.answer()).toMatchObject({ status: 200, body: 'fulfilled' });
    await client.closedByServer();
    expect(world.failures).toEqual([]);
  });

  it('has the answers to all that it sent', async () => {
    target.handler = (_request, response) => response.end('fulfilled');
    await client.write(GET + GET);
    client.endSending();
    expect(await client.answer()).toMatchObject({ status: 200 });
    expect(await client.answer()).toMatchObject({ status: 200 });
    await client.closedByServer();
    expect(world.failures).toEqual([]);
  });

  it('is found gone when it is answered, if it has reset the connection meanwhile', async () => {
    let answer: ServerResponse | undefined;
    target.handler = (_request, response) => (answer = response);
    await client.write(GET);
    client.endSending();
    const response = await waitFor('the request at the target', () => answer);
    client.reset();
    response.end(Buffer.alloc(5 * 1_024 * 1_024));
    await waitFor('its end', () => inFlight() === 0);
    expect(world.failures).toMatchObject([{ status: 460 }]);
  });

  it('and sends half a request has one answer, and one failure is counted', async () => {
    await client.write('POST /order/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf');
    client.endSending();
    expect(await client.answer()).toMatchObject({ status: 400 });
    await client.closedByServer();
    expect(world.failures).toMatchObject([{ status: 400 }]);
  });
});
