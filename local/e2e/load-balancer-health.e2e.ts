import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { World, forwardTo, listenerOf, targetGroupOf } from './load-balancer-world.ts';

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
