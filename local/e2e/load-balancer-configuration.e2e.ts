import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { World, forwardTo, listenerOf, targetGroupOf, type StubTarget } from './load-balancer-world.ts';

describe('a load balancer that is configured again', () => {
  let world: World;
  let monolith: StubTarget;

  beforeEach(async () => {
    world = await World.start();
    monolith = await world.addTarget('monolith');
  });

  afterEach(() => world.stop());

  it('takes another configuration over under load, all at once and without a failed request', async () => {
    await world.loadBalancer.configure(listenerOf([], { defaultAction: forwardTo('monolith') }), [
      targetGroupOf('monolith'),
      targetGroupOf('other'),
    ]);
    const other = await world.startTarget('other');
    world.register(other, 'other');
    expect(world.health(other, 'other')).toMatchObject({ state: 'unused', reason: 'Target.NotInUse' });
    // In use by a rule of its own, so that it is healthy before everything goes to it.
    const beside = [{ priority: 1, pathPatterns: ['/other'], action: forwardTo('other') }];
    const groups = [targetGroupOf('monolith'), targetGroupOf('other')];
    await world.loadBalancer.configure(listenerOf(beside), groups);
    await world.reaches(other, 'healthy', 'other');

    let stop = false;
    const seen: string[] = [];
    const clients = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!stop) seen.push(await world.ask());
      }),
    );
    for (const name of ['other', 'monolith', 'other', 'monolith', 'other']) {
      const rules = ['other', 'monolith'].map((group, index) => ({
        priority: index + 1,
        pathPatterns: ['/never'],
        action: forwardTo(group),
      }));
      const listener = listenerOf(rules, { defaultAction: forwardTo(name) });
      await world.loadBalancer.configure(listener, groups);
      expect(await world.ask()).toBe(name);
      const before = seen.length;
      await Promise.race([clients, waitFor('more answers', () => seen.length > before + 20)]);
    }
    stop = true;
    await clients;
    expect(new Set(seen)).toEqual(new Set(['monolith', 'other']));
    expect(world.failures).toEqual([]);
  });

  it('keeps no connection to a target for longer than its new idle timeout allows', async () => {
    monolith.keepAliveTimeoutMs = 60_000;
    const groups = [targetGroupOf('monolith')];
    await world.ask();
    await world.loadBalancer.configure(listenerOf([]), groups);
    await world.ask();
    expect(monolith.connections).toBe(1);
    await world.loadBalancer.configure(listenerOf([], { idleTimeoutS: 1 }), groups);
    await world.ask();
    expect(monolith.connections).toBe(2);
  });

  it('refuses a configuration that leads nowhere, and keeps the one it has', async () => {
    const nowhere = listenerOf([], { defaultAction: forwardTo('nowhere') });
    await expect(world.loadBalancer.configure(nowhere, [targetGroupOf('monolith')])).rejects.toThrow(
      'A rule leads to the target group nowhere, which is not there.',
    );
    expect(await world.ask()).toBe('monolith');
  });

  it('gives its port up without a listener, and takes it again with the next', async () => {
    await world.loadBalancer.configure(undefined, [targetGroupOf('monolith')]);
    await expect(fetch(world.url())).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(world.health(monolith).state).toBe('unused');
    expect(world.loadBalancer.snapshot().port).toBeNull();

    await world.loadBalancer.configure(listenerOf([]), [targetGroupOf('monolith')]);
    await world.reaches(monolith, 'healthy');
    expect(await world.ask()).toBe('monolith');
  });
});
