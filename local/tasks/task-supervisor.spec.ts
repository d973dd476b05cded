import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Service, TaskDefinition } from '../deployment/index.ts';
import { describeEvent, type TaskSupervisorEvent } from './events.ts';
import { TaskSupervisor } from './task-supervisor.ts';
import {
  definitionOf,
  FakeDriver,
  FakeTargetGroups,
  ManualClock,
  serviceOf,
  settled,
  type FakeTask,
} from './testing/index.ts';

const NAME = 'interstella-monolith';

let clock: ManualClock;
let driver: FakeDriver;
let targets: FakeTargetGroups;
let supervisor: TaskSupervisor;
let events: TaskSupervisorEvent[];

beforeEach(() => {
  clock = new ManualClock();
  driver = new FakeDriver();
  targets = new FakeTargetGroups();
  supervisor = new TaskSupervisor({ driver, targets, clock });
  events = [];
  supervisor.onEvent((event) => events.push(event));
});

/** Begins a deployment. @returns its outcome, once there is one */
async function begin(tag: string, service: Partial<Service> = {}, definition: Partial<TaskDefinition> = {}) {
  const deployment: { outcome?: unknown } = {};
  void supervisor
    .deploy(serviceOf(service), definitionOf(tag, definition))
    .then((outcome) => (deployment.outcome = outcome));
  await settled();
  return deployment;
}

/** Begins a deployment that is steady at once. */
async function deploy(tag: string, service: Partial<Service> = {}): Promise<readonly FakeTask[]> {
  expect((await begin(tag, service)).outcome).toEqual({ outcome: 'steady' });
  return driver.of(tag);
}

/** The only one. */
function the<T>(things: readonly T[]): T {
  expect(things).toHaveLength(1);
  return things[0] as T;
}

const isStopped = ({ told }: FakeTask) => told.some((what) => what.startsWith('SIGTERM'));
const running = () => driver.tasks.filter((task) => !isStopped(task));
const service = () => the(supervisor.snapshot().services);

describe('a new service', () => {
  it('is steady when its tasks are healthy, not when they run', async () => {
    targets.becomes = undefined;
    const deployment = await begin('latest', { desiredCount: 2 });
    expect(targets.calls).toEqual(['register 1', 'register 2']);
    expect(service()).toMatchObject({ healthyCount: 0, deployment: { state: 'IN_PROGRESS' } });
    targets.set(1, 'healthy');
    await settled();
    expect(deployment.outcome).toBeUndefined();
    targets.set(2, 'healthy');
    await settled();
    expect(deployment.outcome).toEqual({ outcome: 'steady' });
    expect(service()).toMatchObject({ healthyCount: 2, deployment: { state: 'COMPLETED', revision: 1 } });
    expect(clock.pending).toBe(0);
  });

  it('without a load balancer is steady when its tasks run', async () => {
    await deploy('latest', { targetGroup: undefined });
    expect(targets.calls).toEqual([]);
    expect(service()).toMatchObject({ healthyCount: 1 });
  });

  it('of no tasks is steady at once', async () => {
    expect(await deploy('latest', { desiredCount: 0 })).toEqual([]);
  });

  it('tells each step in words', async () => {
    await deploy('latest');
    const { id } = the(service().tasks);
    expect(events.map(describeEvent)).toEqual([
      `${NAME}: deployment of ${NAME}:latest begins`,
      `${NAME}: task ${id} (${NAME}:latest) starts`,
      `${NAME}: task ${id} (${NAME}:latest) runs`,
      `${NAME}: task ${id} (${NAME}:latest) is healthy`,
      `${NAME}: deployment of ${NAME}:latest is steady`,
    ]);
  });
});

describe('a deployment', () => {
  it('drains the old task once the new one is healthy, and is steady when that is told to stop', async () => {
    const old = the(await deploy('latest'));
    targets.becomes = undefined;
    targets.drainsSlowly = true;
    const deployment = await begin('noiridium');
    expect(targets.calls).not.toContain('deregister 1');
    targets.set(2, 'healthy');
    await settled();
    expect(targets.calls).toContain('deregister 1');
    expect(old.told).toEqual([]);
    expect(deployment.outcome).toBeUndefined();
    targets.letGo(1);
    await settled();
    expect(old.told).toEqual(['SIGTERM 45000']);
    expect(deployment.outcome).toEqual({ outcome: 'steady' });
    expect(service().tasks.map(({ status, revision }) => [status, revision])).toEqual([
      ['STOPPING', 1],
      ['RUNNING', 2],
    ]);
    old.end('it ended with exit code 0');
    await settled();
    expect(service().tasks).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ status: 'STOPPED', failed: false });
  });

  it('of what is there already starts nothing', async () => {
    await deploy('latest');
    await deploy('latest');
    expect(driver.starts).toBe(1);
    expect(service().deployment.revision).toBe(1);
  });

  it.each<[string, Partial<Service>, Partial<TaskDefinition>]>([
    ['an environment', {}, { environment: { TOPIC_ARN: 'another' } }],
    ['a secret', {}, { secrets: { API_KEY: '/interstella/apiKey' } }],
    ['forceNewDeployment', { forceNewDeployment: 'again' }, {}],
    ['a target group', { targetGroup: 'another' }, {}],
  ])('is begun by a change of %s alone', async (_what, ofService, ofDefinition) => {
    await deploy('latest');
    const deployment = await begin('latest', ofService, ofDefinition);
    expect(deployment.outcome).toEqual({ outcome: 'steady' });
    expect(driver.starts).toBe(2);
    expect(service().deployment.revision).toBe(2);
  });

  it('that is superseded ends as such, and its tasks with it', async () => {
    await deploy('latest');
    driver.held.add('noiridium');
    const first = await begin('noiridium');
    expect(first.outcome).toBeUndefined();
    const second = await begin('nomagnesite');
    expect(first.outcome).toEqual({ outcome: 'superseded' });
    expect(second.outcome).toEqual({ outcome: 'steady' });
    expect(driver.of('noiridium')).toEqual([]);
    expect(the(running()).tag).toBe('nomagnesite');
  });

  it('back to what is still there keeps its tasks', async () => {
    const old = the(await deploy('latest'));
    driver.held.add('noiridium');
    await begin('noiridium');
    await deploy('latest');
    expect(old.told).toEqual([]);
    expect(driver.of('latest')).toHaveLength(1);
  });

  it('that takes too long has failed, says how things stand, and goes on', async () => {
    targets.becomes = undefined;
    const deployment = await begin('latest');
    await clock.pass(15 * 60_000);
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(JSON.stringify(deployment.outcome)).toMatch(/0 of 1 tasks are healthy.* RUNNING \(initial\)/);
    targets.set(1, 'healthy');
    await settled();
    expect(service().deployment.state).toBe('COMPLETED');
  });

  it('for which the percentages leave no room fails at once, and changes nothing', async () => {
    const old = the(await deploy('latest', { maximumPercent: 100 }));
    const deployment = await begin('noiridium', { maximumPercent: 100 });
    expect(deployment.outcome).toMatchObject({ outcome: 'rolledBack' });
    expect(JSON.stringify(deployment.outcome)).toContain('no room');
    expect(driver.starts).toBe(1);
    expect(old.told).toEqual([]);
  });
});

describe('the circuit breaker', () => {
  it('takes a deployment back after three failures, and the old task has served all the time', async () => {
    const old = the(await deploy('latest'));
    driver.broken.add('bad');
    const deployment = await begin('bad');
    expect(driver.starts).toBe(3);
    await clock.pass(499);
    expect(driver.starts).toBe(3);
    await clock.pass(1);
    expect(driver.starts).toBe(4);
    const reason = '3 tasks in a row failed, the last: CannotPullContainerError: bad';
    expect(deployment.outcome).toEqual({ outcome: 'rolledBack', reason });
    expect(old.told).toEqual([]);
    expect(targets.calls).toEqual(['register 1']);
    expect(events.filter(({ type }) => type === 'deployment').slice(2)).toMatchObject([
      { state: 'IN_PROGRESS', image: `${NAME}:bad`, isRollback: false },
      { state: 'FAILED', image: `${NAME}:bad`, reason },
      { state: 'IN_PROGRESS', image: `${NAME}:latest`, isRollback: true, reason },
      { state: 'COMPLETED', image: `${NAME}:latest`, isRollback: true },
    ]);
    await clock.pass(600_000);
    expect(driver.starts).toBe(4);
  });

  it('counts tasks that are never healthy, after the grace period, and replaces none of the old ones', async () => {
    const old = the(await deploy('latest'));
    targets.becomes = 'unhealthy';
    const deployment = await begin('bad');
    await clock.pass(29_999);
    expect(driver.of('bad')).toHaveLength(1);
    await clock.pass(1);
    expect(driver.of('bad').map(isStopped)).toEqual([true, false]);
    targets.becomes = 'unhealthy';
    await clock.pass(60_000);
    expect(driver.of('bad').map(isStopped)).toEqual([true, true, true]);
    expect(deployment.outcome).toMatchObject({ outcome: 'rolledBack' });
    expect(JSON.stringify(deployment.outcome)).toContain('Health checks failed with these codes: [503]');
    expect(old.told).toEqual([]);
  });

  it('begins to count again when a task is healthy', async () => {
    await deploy('latest', { desiredCount: 2 });
    targets.becomes = undefined;
    const deployment = await begin('bad', { desiredCount: 2 });
    const [first, second] = driver.of('bad') as [FakeTask, FakeTask];
    first.end();
    second.end();
    await clock.pass(1_000);
    expect(service().deployment.failures).toBe(2);
    targets.set(the(driver.of('bad').slice(2, 3)).address.port, 'healthy');
    await settled();
    expect(service().deployment.failures).toBe(0);
    expect(deployment.outcome).toBeUndefined();
  });

  it('without a rollback fails the deployment and starts nothing more', async () => {
    const circuitBreaker = { enable: true, rollback: false };
    await deploy('latest', { circuitBreaker });
    driver.broken.add('bad');
    const deployment = await begin('bad', { circuitBreaker });
    await clock.pass(600_000);
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(driver.starts).toBe(4);
    expect(service().deployment.state).toBe('FAILED');
    expect(the(running()).tag).toBe('latest');
  });

  it('has nothing to go back to in a service that never was steady', async () => {
    driver.broken.add('bad');
    const deployment = await begin('bad');
    await clock.pass(10_000);
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(driver.starts).toBe(3);
    driver.broken.clear();
    await deploy('bad');
  });

  it('does not count a task that ends after it was healthy', async () => {
    await deploy('latest');
    targets.drainsSlowly = true;
    await begin('noiridium');
    for (let round = 0; round < 4; round += 1) {
      driver.tasks.at(-1)?.end();
      await clock.pass(60_000);
    }
    expect(service().deployment).toMatchObject({ state: 'IN_PROGRESS', failures: 0 });
    expect(driver.of('noiridium')).toHaveLength(5);
  });

  it('takes a rollback back no more', async () => {
    const old = the(await deploy('latest'));
    driver.broken.add('bad').add('latest');
    const deployment = await begin('bad');
    old.end();
    await clock.pass(60_000);
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(JSON.stringify(deployment.outcome)).toContain('The rollback failed, too');
  });

  it('that is off lets a deployment try on', async () => {
    driver.broken.add('bad');
    const circuitBreaker = { enable: false, rollback: false };
    const deployment = await begin('bad', { circuitBreaker });
    await clock.pass(10_000);
    expect(driver.starts).toBeGreaterThan(4);
    driver.broken.clear();
    await clock.pass(60_000);
    expect(deployment.outcome).toEqual({ outcome: 'steady' });
  });

  it('counts a target group that is not there', async () => {
    const deployment = await begin('latest', { targetGroup: 'missing' });
    for (let round = 0; round < 3; round += 1) {
      driver.tasks.at(-1)?.end();
      await clock.pass(1_000);
    }
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(JSON.stringify(deployment.outcome)).toContain('There is no target group missing.');
  });
});

describe('a service that is steady', () => {
  it('replaces a task that ended by itself at once, and one that does so again and again later and later', async () => {
    await deploy('latest');
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
    expect(service().deployment.state).toBe('COMPLETED');
  });

  it('replaces an unhealthy task after its grace period, and stops it only then', async () => {
    const first = the(await deploy('latest'));
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
    const first = the(await deploy('latest'));
    targets.set(1, 'unhealthy');
    await clock.pass(10_000);
    targets.set(1, 'healthy');
    await clock.pass(600_000);
    expect(driver.starts).toBe(1);
    expect(first.told).toEqual([]);
  });

  it('is scaled out, and in by the newest', async () => {
    await deploy('latest');
    expect(await supervisor.scale(NAME, 3)).toEqual({ outcome: 'steady' });
    expect(driver.starts).toBe(3);
    await clock.pass(1);
    expect(await supervisor.scale(NAME, 1)).toEqual({ outcome: 'steady' });
    expect(driver.tasks.filter((task) => !isStopped(task))).toHaveLength(1);
    expect(service().deployment.revision).toBe(1);
  });

  it.each([-1, 1.5, 21, Number.NaN])('cannot be scaled to %d', async (count) => {
    await deploy('latest');
    await expect(supervisor.scale(NAME, count)).rejects.toThrow('0 to 20 tasks');
  });

  it('is removed when its tasks are drained and told to stop, and starts none after that', async () => {
    targets.drainsSlowly = true;
    const task = the(await deploy('latest'));
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
    await deploy('latest');
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
    await deploy('latest');
    await deploy('noiridium');
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
    const deployment = await begin('latest');
    await supervisor.stopAll({ quick: true });
    expect(deployment.outcome).toEqual({ outcome: 'superseded' });
    expect(driver.tasks).toEqual([]);
  });

  it('that is not quick drains', async () => {
    const task = the(await deploy('latest'));
    const over = supervisor.stopAll({ quick: false });
    await settled();
    expect(targets.calls).toContain('deregister 1');
    expect(task.told).toEqual(['SIGTERM 45000']);
    task.end();
    await over;
  });
});
