import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Deployment } from '../deployment/index.ts';
import type { ChangeEvent, ChangeResult } from './events.ts';
import { type Images, Platform } from './platform.ts';
import { Refusal } from './refusal.ts';
import { ALB, IRIDIUM, NOIRIDIUM, TASK } from './testing/deployments.ts';
import { RecordedMeans } from './testing/recorded-means.ts';

let means: RecordedMeans;
let platform: Platform;
let events: ChangeEvent[];
let images: Images;

beforeEach(() => {
  means = new RecordedMeans();
  events = [];
  images = { catalogue: {} };
  let now = 0;
  platform = new Platform({ means, images, now: () => new Date((now += 1_000)) });
});

function deploy(deployment: Deployment): Promise<ChangeResult> {
  const catalogue = { [deployment.stage]: { entry: '', env: {} } };
  return platform.deploy({ template: deployment.stage, deployment, catalogue }, (event) =>
    events.push(event),
  );
}

/** Deploys and forgets how. */
async function given(deployment: Deployment): Promise<void> {
  await deploy(deployment);
  means.take();
  events = [];
}

describe('a change', () => {
  it('creates first what others depend on, from nothing', async () => {
    expect(await deploy(ALB)).toEqual({ outcome: 'done', leftBehind: [] });
    expect(means.take()).toEqual([
      'create queue redrive',
      'stop tasks',
      'route to monolith',
      'deploy monolith:latest',
      'subscribe orders',
    ]);
  });

  it('does only what differs: a rule and its target group, then the service, then its subscription', async () => {
    await given(ALB);
    await deploy(IRIDIUM);
    expect(means.take()).toEqual([
      'route /iridium* to monolith iridium',
      'deploy iridium:latest',
      'subscribe iridium',
    ]);
  });

  it('of an image tag alone is a deployment of that service, in both directions', async () => {
    await given(IRIDIUM);
    await deploy(NOIRIDIUM);
    expect(means.take()).toEqual(['deploy monolith:noiridium']);
    await deploy(IRIDIUM);
    expect(means.take()).toEqual(['deploy monolith:latest']);
  });

  it('takes away at the end, the subscription first and what it depended on after it', async () => {
    await given(IRIDIUM);
    await deploy(ALB);
    expect(means.take()).toEqual(['unsubscribe iridium', 'remove service iridium', 'route to monolith']);
  });

  it('updates what stays before it takes away what goes', async () => {
    await given(NOIRIDIUM);
    await deploy(ALB);
    expect(means.take()).toEqual([
      'deploy monolith:latest',
      'unsubscribe iridium',
      'remove service iridium',
      'route to monolith',
    ]);
  });

  it('gives the port up with the load balancer, and takes it from a task that runs by itself', async () => {
    await given(ALB);
    await deploy(TASK);
    expect(means.take()).toEqual(['unsubscribe orders', 'remove service monolith', 'route no listener to']);
    await deploy(ALB);
    expect(means.take().slice(0, 2)).toEqual(['stop tasks', 'route to monolith']);
  });

  it('to what is there already does nothing', async () => {
    await given(IRIDIUM);
    await deploy(IRIDIUM);
    expect(means.take()).toEqual([]);
  });

  it('tells its plan, and each step as it happens', async () => {
    await given(ALB);
    await deploy(IRIDIUM);
    expect(events[0]).toMatchObject({
      event: 'plan',
      steps: [
        { title: 'Load balancer: /iridium* → iridium, else → monolith' },
        { title: 'Service iridium: iridium:latest' },
        { title: 'iridium → /iridium/ subscribed and confirmed' },
      ],
    });
    expect(events.slice(1).map(({ event }) => event)).toEqual([
      'begin',
      'end',
      'begin',
      'end',
      'begin',
      'end',
    ]);
    expect(platform.applied?.template).toBe('iridium');
  });

  it('names the tag before and after', async () => {
    await given(IRIDIUM);
    await deploy(NOIRIDIUM);
    expect(events[0]).toMatchObject({
      steps: [{ title: 'Service monolith: monolith:latest → monolith:noiridium' }],
    });
  });
});

describe('a change that fails', () => {
  it('is rolled back: what was updated as it was, what was created away, in the reverse order', async () => {
    await given(ALB);
    means.failing.add('subscribe iridium');
    const result = await deploy(IRIDIUM);
    expect(result).toMatchObject({ outcome: 'rolledBack', leftBehind: [] });
    expect(result.reason).toContain('subscribe iridium failed');
    expect(means.take().slice(3)).toEqual([
      'unsubscribe iridium',
      'remove service iridium',
      'route to monolith',
    ]);
    expect(events.find((event) => event.event === 'plan' && event.rollingBackBecause)).toBeDefined();
    expect(platform.applied?.template).toBe('alb');
    expect(images.catalogue).toHaveProperty('alb');
  });

  it('has its services brought back before anything is taken away', async () => {
    await given(ALB);
    means.failing.add('deploy monolith:noiridium');
    await deploy(NOIRIDIUM);
    expect(means.take()).toEqual([
      'route /iridium* to monolith iridium',
      'deploy monolith:noiridium',
      'deploy iridium:latest',
      'deploy monolith:latest',
      'unsubscribe iridium',
      'remove service iridium',
      'route to monolith',
    ]);
  });

  it('is rolled back to nothing if it was the first', async () => {
    means.failing.add('deploy monolith:latest');
    expect(await deploy(ALB)).toMatchObject({ outcome: 'rolledBack' });
    expect(platform.applied).toBeUndefined();
    expect(means.take().slice(4)).toEqual([
      'unsubscribe orders',
      'remove service monolith',
      'route no listener to',
      'remove queue redrive',
    ]);
    means.failing.clear();
    expect(await deploy(ALB)).toMatchObject({ outcome: 'done' });
  });

  it('says so if not even that succeeds, and the next one repairs what is left', async () => {
    await given(IRIDIUM);
    means.failing.add('deploy monolith:noiridium').add('deploy monolith:latest');
    const result = await deploy(NOIRIDIUM);
    expect(result).toMatchObject({ outcome: 'failed' });
    expect(result.reason).toContain('could not be rolled back');
    means.failing.clear();
    means.take();
    expect(await deploy(IRIDIUM)).toMatchObject({ outcome: 'done' });
    expect(means.take()).toEqual(['deploy monolith:latest']);
  });

  it('and cannot be rolled back is carried out all over again when it is wanted again', async () => {
    await given(ALB);
    means.failing.add('deploy monolith:noiridium').add('deploy monolith:latest');
    expect(await deploy(NOIRIDIUM)).toMatchObject({ outcome: 'failed' });
    means.failing.clear();
    means.take();
    expect(await deploy(NOIRIDIUM)).toMatchObject({ outcome: 'done' });
    expect(means.take()).toEqual([
      'route /iridium* to monolith iridium',
      'deploy monolith:noiridium',
      'deploy iridium:latest',
      'subscribe iridium',
    ]);
    await deploy(NOIRIDIUM);
    expect(means.take()).toEqual([]);
  });

  it('while it is repaired leaves nothing out when it is rolled back at last', async () => {
    await given(IRIDIUM);
    means.failing.add('deploy monolith:noiridium').add('deploy monolith:latest');
    await deploy(NOIRIDIUM);
    means.failing.delete('deploy monolith:latest');
    means.take();
    expect(await deploy(NOIRIDIUM)).toMatchObject({ outcome: 'rolledBack' });
    expect(means.take()).toEqual(['deploy monolith:noiridium', 'deploy monolith:latest']);
  });

  it('only while it cleans up cleans up again with the next one', async () => {
    await given(IRIDIUM);
    const failing = ['unsubscribe iridium', 'remove service iridium', 'route to monolith'];
    for (const one of failing) means.failing.add(one);
    expect((await deploy(ALB)).leftBehind).toHaveLength(3);
    means.failing.clear();
    means.take();
    expect(await deploy(ALB)).toMatchObject({ outcome: 'done', leftBehind: [] });
    expect(means.take().filter((call) => failing.includes(call))).toEqual(failing);
    await deploy(ALB);
    expect(means.take()).toEqual([]);
  });

  it('only while it cleans up has what it left behind deployed again where the next one wants it', async () => {
    await given(IRIDIUM);
    means.failing.add('remove service iridium');
    await deploy(ALB);
    means.take();
    await deploy(IRIDIUM);
    expect(means.take()).toEqual([
      'route /iridium* to monolith iridium',
      'deploy iridium:latest',
      'subscribe iridium',
    ]);
  });

  it('only while it cleans up after a roll back cleans up again, too', async () => {
    means.failing.add('deploy monolith:latest').add('remove queue redrive');
    expect((await deploy(ALB)).leftBehind).toHaveLength(1);
    means.failing.clear();
    means.take();
    await deploy(TASK);
    expect(means.take()).toEqual(['create queue redrive']);
  });

  it('only while it cleans up is done, and names what it left behind', async () => {
    await given(IRIDIUM);
    means.failing.add('remove service iridium');
    const { outcome, leftBehind } = await deploy(ALB);
    expect(outcome).toBe('done');
    expect(leftBehind).toEqual(['Service iridium removed: remove service iridium failed']);
    expect(means.take().at(-1)).toBe('route to monolith');
  });
});

describe('while something is being changed', () => {
  it('nothing else is', async () => {
    let finish: () => void = () => undefined;
    const subscribing = new Promise<void>((reached) => {
      means.subscribe = () => {
        reached();
        return new Promise((resolve) => (finish = resolve));
      };
    });
    const first = deploy(ALB);
    await subscribing;
    try {
      await expect(deploy(IRIDIUM)).rejects.toThrow(Refusal);
      await expect(deploy(IRIDIUM)).rejects.toThrow('to stage alb, since 1970-01-01T00:00:01.000Z');
      expect(platform.stableSince).toBeUndefined();
    } finally {
      finish();
    }
    expect(await first).toMatchObject({ outcome: 'done' });
    expect(platform.stableSince).toBe('1970-01-01T00:00:02.000Z');
  });
});
