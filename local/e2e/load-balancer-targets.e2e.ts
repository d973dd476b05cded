import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { World, forwardTo, listenerOf, targetGroupOf, type StubTarget } from './load-balancer-world.ts';

/** Checks that follow each other fast. */
const OFTEN = { healthCheck: { intervalS: 0.05, timeoutS: 30 } };

let world: World;

afterEach(() => world.stop());

describe('health checks', () => {
  it('begin at once, each on a connection of its own, in AWS’s name', async () => {
    world = await World.start({}, OFTEN);
    const target = await world.addTarget('monolith');
    await waitFor('three health checks', () => target.checks.length >= 3);
    const [first, second] = target.checks;
    expect(first?.headers).toMatchObject({
      'user-agent': 'ELB-HealthChecker/2.0',
      host: `127.0.0.1:${target.address.port}`,
      connection: 'close',
    });
    expect(first?.method).toBe('GET');
    expect(second?.port).not.toBe(first?.port);
  });

  it('make a new target healthy with the first, and it then gets requests', async () => {
    world = await World.start({}, { healthCheck: { healthyThreshold: 5 } });
    const target = await world.addTarget('monolith');
    expect(target.checks).toHaveLength(1);
    expect(await world.ask()).toBe('monolith');
    expect(world.changes.map(({ before, after }) => [before, after.state])).toEqual([
      ['unused', 'initial'],
      ['initial', 'healthy'],
    ]);
  });

  it('take a target out of service that fails them, and back when it passes again', async () => {
    world = await World.start({}, OFTEN);
    const failing = await world.addTarget('failing');
    await world.addTarget('well');
    failing.healthStatus = 503;
    await world.reaches(failing, 'unhealthy');
    expect(world.health(failing)).toMatchObject({
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [503]',
    });
    const names = [];
    for (let count = 0; count < 6; count += 1) names.push(await world.ask());
    expect(new Set(names)).toEqual(new Set(['well']));

    failing.healthStatus = 200;
    await world.reaches(failing, 'healthy');
    await waitFor('its turn', async () => (await world.ask()) === 'failing');
  });

  it('send requests to every target once all are unhealthy, as AWS fails open', async () => {
    world = await World.start({}, OFTEN);
    const [one, two] = [await world.addTarget('one'), await world.addTarget('two')];
    for (const target of [one, two]) target.healthStatus = 500;
    await Promise.all([one, two].map((target) => world.reaches(target, 'unhealthy')));
    expect(new Set([await world.ask(), await world.ask()])).toEqual(new Set(['one', 'two']));
  });

  it.each<[string, number, number, string]>([
    ['no answer in time', 0, 0.05, 'Target.Timeout'],
    ['a status that the matcher does not pass', 302, 30, 'Target.ResponseCodeMismatch'],
  ])('fail by %s', async (_what, status, timeoutS, reason) => {
    world = await World.start({}, { healthCheck: { intervalS: 0.1, timeoutS } });
    const target = await world.startTarget('monolith');
    target.healthStatus = status;
    world.register(target);
    await world.reaches(target, 'unhealthy');
    expect(world.health(target).reason).toBe(reason);
  });

  it('fail by a refused connection', async () => {
    world = await World.start({}, OFTEN);
    const target = await world.startTarget('monolith');
    world.register(target);
    const { address } = target;
    await target.stop();
    const health = () => world.loadBalancer.targetGroups.health('monolith', address);
    await waitFor('it to be unhealthy', () => health().state === 'unhealthy');
    expect(health()).toMatchObject({
      reason: 'Target.FailedHealthChecks',
      description: 'Health checks failed: ECONNREFUSED',
    });
  });

  it('go by the matcher', async () => {
    world = await World.start({}, { healthCheck: { matcher: '200,300-399' } });
    const target = await world.startTarget('monolith');
    target.healthStatus = 302;
    world.register(target);
    await world.reaches(target, 'healthy');
  });

  it('are made only while a rule leads to the target group', async () => {
    world = await World.start({}, OFTEN);
    const groups = [targetGroupOf('monolith', OFTEN), targetGroupOf('iridium', OFTEN)];
    await world.loadBalancer.configure(listenerOf([]), groups);
    const target = await world.startTarget('iridium');
    world.register(target, 'iridium');
    expect(world.health(target, 'iridium')).toMatchObject({ state: 'unused', reason: 'Target.NotInUse' });

    const rule = { priority: 1, pathPatterns: ['/iridium*'], action: forwardTo('iridium') };
    await world.loadBalancer.configure(listenerOf([rule]), groups);
    await world.reaches(target, 'healthy', 'iridium');

    await world.loadBalancer.configure(listenerOf([]), groups);
    expect(world.health(target, 'iridium').state).toBe('unused');
  });
});

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
    const startedAt = performance.now();
    await world.loadBalancer.close();
    // Those with a request in hand have five seconds.
    expect(performance.now() - startedAt).toBeLessThan(4_000);
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
