import { beforeEach, describe, expect, it } from '@jest/globals';
import { Refusal } from './refusal.ts';
import { ALB, IRIDIUM, NOIRIDIUM, TASK } from './testing/deployments.ts';
import { PlatformWorld } from './testing/platform-world.ts';

let world: PlatformWorld;
beforeEach(() => {
  world = new PlatformWorld();
});

describe('a change', () => {
  it('creates first what others depend on, from nothing', async () => {
    expect(await world.deploy(ALB)).toEqual({ outcome: 'done', leftBehind: [] });
    expect(world.actions.take()).toEqual([
      'create queue redrive',
      'stop tasks',
      'route to monolith',
      'deploy monolith:latest',
      'subscribe orders',
    ]);
  });

  it('does only what differs: a rule and its target group, then the service, then its subscription', async () => {
    await world.given(ALB);
    await world.deploy(IRIDIUM);
    expect(world.actions.take()).toEqual([
      'route /iridium* to monolith iridium',
      'deploy iridium:latest',
      'subscribe iridium',
    ]);
  });

  it('of an image tag alone is a deployment of that service, in both directions', async () => {
    await world.given(IRIDIUM);
    await world.deploy(NOIRIDIUM);
    expect(world.actions.take()).toEqual(['deploy monolith:noiridium']);
    await world.deploy(IRIDIUM);
    expect(world.actions.take()).toEqual(['deploy monolith:latest']);
  });

  it('takes away at the end, the subscription first and what it depended on after it', async () => {
    await world.given(IRIDIUM);
    await world.deploy(ALB);
    expect(world.actions.take()).toEqual([
      'unsubscribe iridium',
      'remove service iridium',
      'route to monolith',
    ]);
  });

  it('updates what stays before it takes away what goes', async () => {
    await world.given(NOIRIDIUM);
    await world.deploy(ALB);
    expect(world.actions.take()).toEqual([
      'deploy monolith:latest',
      'unsubscribe iridium',
      'remove service iridium',
      'route to monolith',
    ]);
  });

  it('gives the port up with the load balancer, and takes it from a task that runs by itself', async () => {
    await world.given(ALB);
    await world.deploy(TASK);
    expect(world.actions.take()).toEqual([
      'unsubscribe orders',
      'remove service monolith',
      'route no listener to',
    ]);
    await world.deploy(ALB);
    expect(world.actions.take().slice(0, 2)).toEqual(['stop tasks', 'route to monolith']);
  });

  it('to what is there already does nothing', async () => {
    await world.given(IRIDIUM);
    await world.deploy(IRIDIUM);
    expect(world.actions.take()).toEqual([]);
  });

  it('to what is there already makes a subscription again that somebody removed by hand', async () => {
    await world.given(IRIDIUM);
    world.actions.gone = new Set(['iridium']);
    expect(await world.deploy(IRIDIUM)).toMatchObject({ outcome: 'done' });
    expect(world.actions.take()).toEqual(['subscribe iridium']);
    world.actions.gone = new Set();
    await world.deploy(IRIDIUM);
    expect(world.actions.take()).toEqual([]);
  });

  it('is refused, and nothing is done, while nobody can say which subscriptions there are', async () => {
    await world.given(ALB);
    world.actions.gone = undefined;
    await expect(world.deploy(IRIDIUM)).rejects.toMatchObject({ status: 503 });
    expect(world.actions.take()).toEqual([]);
    expect(world.platform).toMatchObject({ revision: 1, changing: undefined });
    world.actions.gone = new Set();
    expect(await world.deploy(IRIDIUM, 1)).toMatchObject({ outcome: 'done' });
  });

  it('tells its plan, and each step as it happens', async () => {
    await world.given(ALB);
    await world.deploy(IRIDIUM);
    expect(world.events[0]).toMatchObject({
      event: 'plan',
      steps: [
        { title: 'Load balancer: /iridium* → iridium, else → monolith' },
        { title: 'Service iridium: iridium:latest' },
        { title: 'iridium → /iridium/ subscribed and confirmed' },
      ],
    });
    expect(world.events.slice(1).map(({ event }) => event)).toEqual([
      'begin',
      'end',
      'begin',
      'end',
      'begin',
      'end',
    ]);
    expect(world.platform.applied?.template).toBe('iridium');
  });

  it('names the tag before and after', async () => {
    await world.given(IRIDIUM);
    await world.deploy(NOIRIDIUM);
    expect(world.events[0]).toMatchObject({
      steps: [{ title: 'Service monolith: monolith:latest → monolith:noiridium' }],
    });
  });
});

describe('while something is being changed', () => {
  it('nothing else is', async () => {
    let finish: () => void = () => undefined;
    const subscribing = new Promise<void>((reached) => {
      world.actions.subscribe = () => {
        reached();
        return new Promise((resolve) => (finish = resolve));
      };
    });
    const first = world.deploy(ALB);
    await subscribing;
    try {
      await expect(world.deploy(IRIDIUM)).rejects.toThrow(Refusal);
      await expect(world.deploy(IRIDIUM)).rejects.toThrow('to stage alb, since 1970-01-01T00:00:01.000Z');
      expect(world.platform.stableSince).toBeUndefined();
    } finally {
      finish();
    }
    expect(await first).toMatchObject({ outcome: 'done' });
    expect(world.platform.stableSince).toBe('1970-01-01T00:00:02.000Z');
  });
});

describe('a change that was planned before another one', () => {
  it('is refused, and nothing is done', async () => {
    await world.given(ALB);
    const planned = world.platform.revision;
    await world.given(IRIDIUM);
    const late = world.deploy(NOIRIDIUM, planned);
    await expect(late).rejects.toMatchObject({ status: 409 });
    await expect(late).rejects.toThrow('it is at iridium now. This run changed nothing');
    expect(world.actions.take()).toEqual([]);
  });

  it('is refused also where the same is deployed again as when it was planned', async () => {
    await world.given(ALB);
    const planned = world.platform.revision;
    await world.given(IRIDIUM);
    await world.given(ALB);
    await expect(world.deploy(IRIDIUM, planned)).rejects.toThrow('it is at alb now');
    expect(await world.deploy(IRIDIUM, world.platform.revision)).toMatchObject({ outcome: 'done' });
  });
});
