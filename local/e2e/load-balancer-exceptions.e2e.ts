import { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { TargetGroup } from '../platform/load-balancer/target-group.ts';
import { TargetGroupRegistry } from '../platform/load-balancer/target-group-registry.ts';
import { World, type StubTarget } from './load-balancer-world.ts';

describe('what throws within the load balancer', () => {
  let world: World;
  let target: StubTarget;

  beforeEach(async () => {
    world = await World.start();
    target = await world.addTarget('monolith');
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await world.stop();
  });

  const breaks = () => {
    throw new Error('A bug');
  };
  const post = () => fetch(world.url('/order/'), { method: 'POST', body: '{}' });
  const get = () => fetch(world.url());

  const expect502 = async (ask: () => Promise<Response>, reason = 'Error: A bug') => {
    expect((await ask()).status).toBe(502);
    expect(world.failures).toMatchObject([{ status: 502, reason: `the load balancer failed: ${reason}` }]);
    jest.restoreAllMocks();
    target.handler = undefined;
    expect((await get()).status).toBe(200);
    expect(world.loadBalancer.snapshot().targetGroups[0]?.targets[0]).toMatchObject({ inFlight: 0 });
  };

  it('before the exchange begins is answered 502 and counted', () => {
    jest.spyOn(TargetGroupRegistry.prototype, 'get').mockReturnValue(undefined);
    return expect502(get, 'Error: The target group monolith is not there.');
  });

  it('as the exchange begins is answered 502 and counted', () => {
    jest.spyOn(TargetGroup.prototype, 'next').mockImplementation(breaks);
    return expect502(get);
  });

  it('when the body has come is answered 502 and counted', () => {
    jest.spyOn(TargetGroup.prototype, 'next').mockImplementation(breaks);
    return expect502(post);
  });

  it('after a delay on purpose is answered 502 and counted', () => {
    world.loadBalancer.disturb('monolith', { kind: 'slow', delayMs: 1 }, 60_000);
    jest.spyOn(TargetGroup.prototype, 'next').mockImplementation(breaks);
    return expect502(get);
  });

  it('as the answer begins is answered 502 and counted', () => {
    target.handler = (_request, response) => {
      response.end('fulfilled');
      jest.spyOn(ServerResponse.prototype, 'writeHead').mockImplementationOnce(breaks);
    };
    return expect502(get);
  });

  it('within the answer cuts it off, and is counted', async () => {
    target.handler = (_request, response) => {
      response.write('half');
      jest.spyOn(ServerResponse.prototype, 'write').mockImplementationOnce(breaks);
    };
    await expect(get().then((response) => response.text())).rejects.toThrow();
    const failure = await waitFor('a failure', () => world.failures.at(-1));
    expect(failure).toMatchObject({
      reason: 'the answer was cut off: the load balancer failed: Error: A bug',
    });
  });
});
