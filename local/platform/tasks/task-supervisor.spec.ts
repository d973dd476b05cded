import { beforeEach, describe, expect, it } from '@jest/globals';
import { describeEvent } from './events.ts';
import {
  definitionOf,
  isStopped,
  serviceOf,
  settled,
  SupervisedWorld,
  the,
  type FakeTask,
} from './testing/index.ts';

const NAME = 'interstella-monolith';

let world: SupervisedWorld;
let { clock, driver, targets, supervisor, events } = new SupervisedWorld();

beforeEach(() => {
  world = new SupervisedWorld();
  ({ clock, driver, targets, supervisor, events } = world);
});

describe('a new service', () => {
  it('is steady when its tasks are healthy, not when they run', async () => {
    targets.becomes = undefined;
    const deployment = await world.begin('latest', { desiredCount: 2 });
    expect(targets.calls).toEqual(['register 1', 'register 2']);
    expect(world.service()).toMatchObject({ healthyCount: 0, deployment: { state: 'IN_PROGRESS' } });
    targets.set(1, 'healthy');
    await settled();
    expect(deployment.outcome).toBeUndefined();
    targets.set(2, 'healthy');
    await settled();
    expect(deployment.outcome).toEqual({ outcome: 'steady' });
    expect(world.service()).toMatchObject({
      healthyCount: 2,
      deployment: { state: 'COMPLETED', revision: 1 },
    });
    expect(clock.pending).toBe(0);
  });

  it('without a load balancer is steady when its tasks run', async () => {
    await world.deploy('latest', { targetGroup: undefined });
    expect(targets.calls).toEqual([]);
    expect(world.service()).toMatchObject({ healthyCount: 1 });
  });

  it('of no tasks is steady at once', async () => {
    expect(await world.deploy('latest', { desiredCount: 0 })).toEqual([]);
  });

  it('tells each step in words', async () => {
    await world.deploy('latest');
    const { id } = the(world.service().tasks);
    expect(events.map(describeEvent)).toEqual([
      `${NAME}: deployment of ${NAME}:latest begins`,
      `${NAME}: task ${id} (${NAME}:latest) starts`,
      `${NAME}: task ${id} (${NAME}:latest) runs`,
      `${NAME}: task ${id} (${NAME}:latest) is healthy`,
      `${NAME}: deployment of ${NAME}:latest is steady`,
    ]);
  });
});

describe('a service that is steady', () => {
  it('replaces a task that ended by itself at once, and one that does so again and again later and later', async () => {
    await world.deploy('latest');
    const startsAfter = async (ms: number) => {
      await clock.pass(ms);
      return driver.starts;
    };
    driver.tasks.at(-1)?.end('it ended by SIGKILL');
    expect(await startsAfter(0)).toBe(2);
    expect(events).toContainEqual(
      expect.objectContaining({ status: 'STOPPED', failed: true, reason: 'it ended by SIGKILL' }),
    );
    expect(targets.calls.slice(0, 3)).toEqual(['register 1', 'deregister 1', 'register 2']);
    driver.tasks.at(-1)?.end();
    expect(await startsAfter(499)).toBe(2);
    expect(await startsAfter(1)).toBe(3);
    driver.tasks.at(-1)?.end();
    expect(await startsAfter(999)).toBe(3);
    expect(await startsAfter(1)).toBe(4);
    driver.tasks.at(-1)?.end();
    expect(await startsAfter(2_000)).toBe(5);
    expect(events.filter(({ type }) => type === 'notice')).toHaveLength(1);
    await clock.pass(10_000);
    driver.tasks.at(-1)?.end();
    expect(await startsAfter(0)).toBe(6);
    expect(world.service().deployment.state).toBe('COMPLETED');
  });

  it('replaces an unhealthy task after its grace period, and stops it only then', async () => {
    const first = the(await world.deploy('latest'));
    targets.becomes = undefined;
    targets.set(1, 'unhealthy');
    await clock.pass(29_999);
    expect(driver.starts).toBe(1);
    await clock.pass(1);
    expect(driver.starts).toBe(2);
    expect(first.told).toEqual([]);
    targets.set(2, 'healthy');
    await settled();
    expect(first.told).toEqual(['SIGTERM 45000']);
  });

  it('keeps a task that recovers in its grace period', async () => {
    const first = the(await world.deploy('latest'));
    targets.set(1, 'unhealthy');
    await clock.pass(10_000);
    targets.set(1, 'healthy');
    await clock.pass(600_000);
    expect(driver.starts).toBe(1);
    expect(first.told).toEqual([]);
  });

  it('is scaled out, and in by the newest', async () => {
    await world.deploy('latest');
    expect(await supervisor.scale(NAME, 3)).toEqual({ outcome: 'steady' });
    expect(driver.starts).toBe(3);
    await clock.pass(1);
    expect(await supervisor.scale(NAME, 1)).toEqual({ outcome: 'steady' });
    expect(driver.tasks.filter((task) => !isStopped(task))).toHaveLength(1);
    expect(world.service().deployment.revision).toBe(1);
  });

  it.each([-1, 1.5, 7, Number.NaN])('cannot be scaled to %d', async (count) => {
    await world.deploy('latest');
    await expect(supervisor.scale(NAME, count)).rejects.toThrow('0 to 6 tasks');
  });

  it('is removed when its tasks are drained and told to stop, and starts none after that', async () => {
    targets.drainsSlowly = true;
    const task = the(await world.deploy('latest'));
    let isRemoved = false;
    void supervisor.remove(NAME).then(() => (isRemoved = true));
    await settled();
    expect([isRemoved, task.told]).toEqual([false, []]);
    targets.letGo(1);
    await settled();
    expect([isRemoved, task.told]).toEqual([true, ['SIGTERM 45000']]);
    expect(supervisor.snapshot()).toMatchObject({
      services: [],
      otherTasks: [],
      endingTasks: [{ status: 'STOPPING' }],
    });
    task.end();
    await clock.pass(600_000);
    expect(driver.starts).toBe(1);
    expect(supervisor.snapshot()).toEqual({ services: [], otherTasks: [], endingTasks: [] });
  });

  it('that is unknown is named beside those that there are', async () => {
    await world.deploy('latest');
    await expect(supervisor.scale('iridium', 2)).rejects.toThrow(`There is: ${NAME}.`);
  });
});

describe('a task that runs by itself', () => {
  it('runs without a load balancer, and does not drain when it is stopped', async () => {
    const { id, status } = await supervisor.runTask(definitionOf('latest', { hostPort: 5_000 }));
    expect([status, targets.calls]).toEqual(['RUNNING', []]);
    expect(supervisor.snapshot().otherTasks).toMatchObject([{ id, group: NAME }]);
    const stopped = supervisor.stopTask(id);
    await settled();
    expect(the(driver.tasks).told).toEqual(['SIGTERM 45000', 'end drain']);
    the(driver.tasks).end();
    await stopped;
    expect(supervisor.snapshot().otherTasks).toEqual([]);
  });

  it('that cannot be started says why, and is not started again', async () => {
    driver.broken.add('bad');
    await expect(supervisor.runTask(definitionOf('bad'))).rejects.toThrow('CannotPullContainerError: bad');
    await clock.pass(60_000);
    expect(driver.starts).toBe(1);
  });

  it('takes a signal', async () => {
    const { id } = await supervisor.runTask(definitionOf('latest'));
    supervisor.signalTask(id, 'SIGSTOP');
    expect(the(driver.tasks).told).toEqual(['SIGSTOP']);
    expect(() => {
      supervisor.signalTask('nobody', 'SIGSTOP');
    }).toThrow('There is no task nobody.');
  });
});

describe('the end of everything', () => {
  it('that is quick ends drains, also of tasks that were told to stop before, and starts nothing', async () => {
    await world.deploy('latest');
    await world.deploy('noiridium');
    const [old, current] = driver.tasks as [FakeTask, FakeTask];
    let isOver = false;
    void supervisor.stopAll({ quick: true }).then(() => (isOver = true));
    await settled();
    expect(old.told).toEqual(['SIGTERM 45000', 'SIGTERM 5000', 'end drain']);
    expect(current.told).toEqual(['SIGTERM 5000', 'end drain']);
    expect(targets.calls).not.toContain('deregister 2');
    old.end();
    await settled();
    expect(isOver).toBe(false);
    current.end();
    await settled();
    expect(isOver).toBe(true);
    await clock.pass(60_000);
    expect(driver.starts).toBe(2);
    await expect(supervisor.deploy(serviceOf(), definitionOf('latest'))).rejects.toThrow('Everything stops');
  });

  it('takes back starts that are under way', async () => {
    driver.held.add('latest');
    const deployment = await world.begin('latest');
    await supervisor.stopAll({ quick: true });
    expect(deployment.outcome).toEqual({ outcome: 'superseded' });
    expect(driver.tasks).toEqual([]);
  });

  it('that is not quick drains', async () => {
    const task = the(await world.deploy('latest'));
    const over = supervisor.stopAll({ quick: false });
    await settled();
    expect(targets.calls).toContain('deregister 1');
    expect(task.told).toEqual(['SIGTERM 45000']);
    task.end();
    await over;
  });
});
