import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { World, forwardTo, listenerOf, targetGroupOf, type StubTarget } from './load-balancer-world.ts';

/** Checks that follow each other fast. */
const OFTEN = { healthCheck: { intervalS: 0.05, timeoutS: 30 } };

let world: World;

afterEach(() => world.stop());

/** Requests that a target holds until it is told to answer them. */
function holding(target: StubTarget): { readonly held: ServerResponse[]; release: () => void } {
  const held: ServerResponse[] = [];
  target.handler = (_request: IncomingMessage, response) => held.push(response);
  const release = () => {
    for (const response of held.splice(0)) response.end(target.name);
  };
  return { held, release };
}

describe('deregistration', () => {
  it('ends when nothing is in flight, lets that end well, and sends the target nothing new', async () => {
    world = await World.start();
    const old = await world.addTarget('old');
    const { held, release } = holding(old);
    const asked = world.ask();
    await waitFor('the request at the target', () => held.length > 0);
    await world.addTarget('new');

    let isOver = false;
    const over = world.deregister(old).then(() => (isOver = true));
    expect(world.health(old)).toMatchObject({ state: 'draining', reason: 'Target.DeregistrationInProgress' });
    for (let count = 0; count < 4; count += 1) expect(await world.ask()).toBe('new');
    expect([isOver, held.length]).toEqual([false, 1]);

    const [connection] = held.map(({ socket }) => socket);
    release();
    expect(await asked).toBe('old');
    await over;
    expect(world.health(old)).toMatchObject({ state: 'unused', reason: 'Target.NotRegistered' });
    await waitFor('its connection to be closed', () => connection?.destroyed);
    expect(world.failures).toEqual([]);
    expect(world.changes.filter(({ address }) => address.port === old.address.port).at(-1)).toMatchObject({
      before: 'draining',
      after: { state: 'unused' },
    });
  });

  it('cuts off what is still in flight when its delay is over', async () => {
    world = await World.start({}, { deregistrationDelayS: 0.3 });
    const target = await world.addTarget('monolith');
    const { held } = holding(target);
    const asked = fetch(world.url());
    await waitFor('the request at the target', () => held.length > 0);
    const startedAt = performance.now();
    await world.deregister(target);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(290);
    expect((await asked).status).toBe(502);
    expect(world.failures).toMatchObject([{ reason: expect.stringContaining('deregistered') }]);
  });

  it('is over at once for a target with nothing in flight, and for one that is unknown', async () => {
    world = await World.start();
    const target = await world.addTarget('monolith');
    await Promise.all([world.deregister(target), world.deregister(target)]);
    await world.deregister(target);
    await world.deregister(target, 'unknown');
    expect((await fetch(world.url())).status).toBe(503);
  });

  it('is undone by another registration, with health checks anew', async () => {
    world = await World.start();
    const target = await world.addTarget('monolith');
    const { held, release } = holding(target);
    const asked = world.ask();
    await waitFor('the request at the target', () => held.length > 0);
    const over = world.deregister(target);
    world.register(target);
    expect(world.health(target).state).toBe('initial');
    await over;
    await world.reaches(target, 'healthy');
    release();
    expect(await asked).toBe('monolith');
  });

  it('comes with the end of a target group', async () => {
    world = await World.start();
    await world.loadBalancer.configure(listenerOf([]), [targetGroupOf('monolith'), targetGroupOf('iridium')]);
    const rule = { priority: 1, pathPatterns: ['/iridium*'], action: forwardTo('iridium') };
    await world.loadBalancer.configure(listenerOf([rule]), [
      targetGroupOf('monolith'),
      targetGroupOf('iridium'),
    ]);
    await world.addTarget('monolith');
    const iridium = await world.addTarget('iridium', 'iridium');
    const { held, release } = holding(iridium);
    const asked = world.ask('/iridium/');
    await waitFor('the request at the target', () => held.length > 0);
    await world.loadBalancer.configure(listenerOf([]), [targetGroupOf('monolith')]);
    expect(await world.ask('/iridium/')).toBe('monolith');
    expect(() => {
      world.register(iridium, 'iridium');
    }).toThrow('There is no target group iridium. There are: monolith.');
    const over = world.deregister(iridium, 'iridium');
    release();
    expect(await asked).toBe('iridium');
    await over;
  });

  it('replaces targets under load without a failed request, and no request arrives twice', async () => {
    world = await World.start({}, OFTEN);
    let stop = false;
    const bodies: string[] = [];
    const statuses = new Set<number>();
    const targets = [await world.addTarget('0')];
    const clients = Promise.all(
      Array.from({ length: 16 }, async (_, client) => {
        for (let count = 0; !stop; count += 1) {
          const body = `${client}-${count}`;
          const { status } = await fetch(world.url('/order/'), { method: 'POST', body });
          bodies.push(body);
          statuses.add(status);
        }
      }),
    );
    for (let replacement = 1; replacement <= 6; replacement += 1) {
      const next = await world.addTarget(String(replacement));
      const previous = targets.at(-1);
      targets.push(next);
      if (previous) await world.deregister(previous);
      // As a service does once it is drained.
      await previous?.stop();
      await Promise.race([clients, waitFor('requests at the new one', () => next.received.length > 30)]);
    }
    stop = true;
    await clients;
    expect(world.failures).toEqual([]);
    expect([...statuses]).toEqual([200]);
    const arrived = targets.flatMap(({ received }) => received.map(({ body }) => body));
    expect(arrived.sort()).toEqual(bodies.sort());
  });
});

describe('the algorithm least_outstanding_requests', () => {
  it('sends a request to the target that has the fewest in flight', async () => {
    world = await World.start({}, { algorithm: 'least_outstanding_requests' });
    const slow = await world.addTarget('slow');
    const { held, release } = holding(slow);
    const asked = [world.ask(), world.ask()];
    await waitFor('both requests', () => held.length === 2);
    await world.addTarget('fast');
    for (let count = 0; count < 4; count += 1) expect(await world.ask()).toBe('fast');
    release();
    expect(await Promise.all(asked)).toEqual(['slow', 'slow']);
    const names = new Set<string>();
    slow.handler = undefined;
    for (let count = 0; count < 4; count += 1) names.add(await world.ask());
    expect(names).toEqual(new Set(['slow', 'fast']));
  });
});

describe('close', () => {
  it('does not wait for a client that has never said anything', async () => {
    world = await World.start();
    const socket = connect(world.port, '127.0.0.1');
    await once(socket, 'connect');
    // The limit for those with a request in hand never comes.
    jest.useFakeTimers({ doNotFake: ['Date', 'performance', 'nextTick', 'queueMicrotask', 'setImmediate'] });
    let isClosed = false;
    void world.loadBalancer.close().then(() => (isClosed = true));
    await waitFor('the end', () => isClosed).finally(() => jest.useRealTimers());
    socket.destroy();
  });

  it('lets requests in hand end, then frees the port, ends health checks and closes connections', async () => {
    world = await World.start({}, OFTEN);
    const target = await world.addTarget('monolith');
    const { held, release } = holding(target);
    const asked = world.ask();
    await waitFor('the request at the target', () => held.length > 0);
    const closed = world.loadBalancer.close();
    await waitFor('the port to be free', () =>
      fetch(world.url()).then(
        () => false,
        () => true,
      ),
    );
    release();
    expect(await asked).toBe('monolith');
    await closed;
    const checks = target.checks.length;
    target.healthStatus = 200;
    const others = await World.start({}, OFTEN);
    const other = await others.addTarget('other');
    await waitFor('time for further health checks', () => other.checks.length > 5);
    await others.stop();
    expect(target.checks).toHaveLength(checks);
  });
});
