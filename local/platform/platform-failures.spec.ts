import { beforeEach, describe, expect, it } from '@jest/globals';
import { ALB, IRIDIUM, NOIRIDIUM, TASK } from './testing/deployments.ts';
import { PlatformWorld } from './testing/platform-world.ts';

let world: PlatformWorld;
beforeEach(() => {
  world = new PlatformWorld();
});

describe('a change that fails', () => {
  it('is rolled back: what was updated as it was, what was created away, in the reverse order', async () => {
    await world.given(ALB);
    world.actions.failing.add('subscribe iridium');
    const result = await world.deploy(IRIDIUM);
    expect(result).toMatchObject({ outcome: 'rolledBack', leftBehind: [] });
    expect(result.reason).toContain('subscribe iridium failed');
    expect(world.actions.take().slice(3)).toEqual([
      'unsubscribe iridium',
      'remove service iridium',
      'route to monolith',
    ]);
    expect(world.events.find((event) => event.event === 'plan' && event.rollingBackBecause)).toBeDefined();
    expect(world.platform.applied?.template).toBe('alb');
    expect(world.images.catalogue).toHaveProperty('alb');
  });

  it('has its services brought back before anything is taken away', async () => {
    await world.given(ALB);
    world.actions.failing.add('deploy monolith:noiridium');
    await world.deploy(NOIRIDIUM);
    expect(world.actions.take()).toEqual([
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
    world.actions.failing.add('deploy monolith:latest');
    expect(await world.deploy(ALB)).toMatchObject({ outcome: 'rolledBack' });
    expect(world.platform.applied).toBeUndefined();
    expect(world.actions.take().slice(4)).toEqual([
      'unsubscribe orders',
      'remove service monolith',
      'route no listener to',
      'remove queue redrive',
    ]);
    world.actions.failing.clear();
    expect(await world.deploy(ALB)).toMatchObject({ outcome: 'done' });
  });

  it('is rolled back to a stage whose removed subscription is there again, too', async () => {
    await world.given(IRIDIUM);
    world.actions.gone = new Set(['iridium']);
    world.actions.failing.add('deploy monolith:noiridium');
    expect(await world.deploy(NOIRIDIUM)).toMatchObject({ outcome: 'rolledBack' });
    expect(world.actions.take().at(-1)).toBe('subscribe iridium');
  });

  it('says so if not even that succeeds, and the next one repairs what is left', async () => {
    await world.given(IRIDIUM);
    world.actions.failing.add('deploy monolith:noiridium').add('deploy monolith:latest');
    const result = await world.deploy(NOIRIDIUM);
    expect(result).toMatchObject({ outcome: 'failed' });
    expect(result.reason).toContain('could not be rolled back');
    world.actions.failing.clear();
    world.actions.take();
    expect(await world.deploy(IRIDIUM)).toMatchObject({ outcome: 'done' });
    expect(world.actions.take()).toEqual(['deploy monolith:latest']);
  });

  it('and cannot be rolled back is carried out all over again when it is wanted again', async () => {
    await world.given(ALB);
    world.actions.failing.add('deploy monolith:noiridium').add('deploy monolith:latest');
    expect(await world.deploy(NOIRIDIUM)).toMatchObject({ outcome: 'failed' });
    world.actions.failing.clear();
    world.actions.take();
    expect(await world.deploy(NOIRIDIUM)).toMatchObject({ outcome: 'done' });
    expect(world.actions.take()).toEqual([
      'route /iridium* to monolith iridium',
      'deploy monolith:noiridium',
      'deploy iridium:latest',
      'subscribe iridium',
    ]);
    await world.deploy(NOIRIDIUM);
    expect(world.actions.take()).toEqual([]);
  });

  it('while it is repaired leaves nothing out when it is rolled back at last', async () => {
    await world.given(IRIDIUM);
    world.actions.failing.add('deploy monolith:noiridium').add('deploy monolith:latest');
    await world.deploy(NOIRIDIUM);
    world.actions.failing.delete('deploy monolith:latest');
    world.actions.take();
    expect(await world.deploy(NOIRIDIUM)).toMatchObject({ outcome: 'rolledBack' });
    expect(world.actions.take()).toEqual(['deploy monolith:noiridium', 'deploy monolith:latest']);
  });

  it('only while it cleans up cleans up again with the next one', async () => {
    await world.given(IRIDIUM);
    const failing = ['unsubscribe iridium', 'remove service iridium', 'route to monolith'];
    for (const one of failing) world.actions.failing.add(one);
    expect((await world.deploy(ALB)).leftBehind).toHaveLength(3);
    world.actions.failing.clear();
    world.actions.take();
    expect(await world.deploy(ALB)).toMatchObject({ outcome: 'done', leftBehind: [] });
    expect(world.actions.take().filter((call) => failing.includes(call))).toEqual(failing);
    await world.deploy(ALB);
    expect(world.actions.take()).toEqual([]);
  });

  it('only while it cleans up has what it left behind deployed again where the next one wants it', async () => {
    await world.given(IRIDIUM);
    world.actions.failing.add('remove service iridium');
    await world.deploy(ALB);
    world.actions.take();
    await world.deploy(IRIDIUM);
    expect(world.actions.take()).toEqual([
      'route /iridium* to monolith iridium',
      'deploy iridium:latest',
      'subscribe iridium',
    ]);
  });

  it('only while it cleans up after a roll back cleans up again, too', async () => {
    world.actions.failing.add('deploy monolith:latest').add('remove queue redrive');
    expect((await world.deploy(ALB)).leftBehind).toHaveLength(1);
    world.actions.failing.clear();
    world.actions.take();
    await world.deploy(TASK);
    expect(world.actions.take()).toEqual(['create queue redrive']);
  });

  it('only while it cleans up is done, and names what it left behind', async () => {
    await world.given(IRIDIUM);
    world.actions.failing.add('remove service iridium');
    const { outcome, leftBehind } = await world.deploy(ALB);
    expect(outcome).toBe('done');
    expect(leftBehind).toEqual(['Service iridium removed: remove service iridium failed']);
    expect(world.actions.take().at(-1)).toBe('route to monolith');
  });
});
