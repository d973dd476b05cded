import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Service, TaskDefinition } from '../deployment/index.ts';
import { isStopped, settled, SupervisedWorld, the, type FakeTask } from './testing/index.ts';

const NAME = 'interstella-monolith';

let world: SupervisedWorld;
let { clock, driver, targets, events } = new SupervisedWorld();

beforeEach(() => {
  world = new SupervisedWorld();
  ({ clock, driver, targets, events } = world);
});

describe('a deployment', () => {
  it('drains the old task once the new one is healthy, and is steady when that is told to stop', async () => {
    const old = the(await world.deploy('latest'));
    targets.becomes = undefined;
    targets.drainsSlowly = true;
    const deployment = await world.begin('noiridium');
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
    expect(world.service().tasks.map(({ status, revision }) => [status, revision])).toEqual([
      ['STOPPING', 1],
      ['RUNNING', 2],
    ]);
    old.end('it ended with exit code 0');
    await settled();
    expect(world.service().tasks).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ status: 'STOPPED', failed: false });
  });

  it('of what is there already starts nothing', async () => {
    await world.deploy('latest');
    await world.deploy('latest');
    expect(driver.starts).toBe(1);
    expect(world.service().deployment.revision).toBe(1);
  });

  it.each<[string, Partial<Service>, Partial<TaskDefinition>]>([
    ['an environment', {}, { environment: { TOPIC_ARN: 'another' } }],
    ['a secret', {}, { secrets: { API_KEY: '/interstella/apiKey' } }],
    ['forceNewDeployment', { forceNewDeployment: 'again' }, {}],
    ['a target group', { targetGroup: 'another' }, {}],
  ])('is begun by a change of %s alone', async (_what, ofService, ofDefinition) => {
    await world.deploy('latest');
    const deployment = await world.begin('latest', ofService, ofDefinition);
    expect(deployment.outcome).toEqual({ outcome: 'steady' });
    expect(driver.starts).toBe(2);
    expect(world.service().deployment.revision).toBe(2);
  });

  it('that is superseded ends as such, and its tasks with it', async () => {
    await world.deploy('latest');
    driver.held.add('noiridium');
    const first = await world.begin('noiridium');
    expect(first.outcome).toBeUndefined();
    const second = await world.begin('nomagnesite');
    expect(first.outcome).toEqual({ outcome: 'superseded' });
    expect(second.outcome).toEqual({ outcome: 'steady' });
    expect(driver.of('noiridium')).toEqual([]);
    expect(the(world.running()).tag).toBe('nomagnesite');
  });

  it('back to what is still there keeps its tasks', async () => {
    const old = the(await world.deploy('latest'));
    driver.held.add('noiridium');
    await world.begin('noiridium');
    await world.deploy('latest');
    expect(old.told).toEqual([]);
    expect(driver.of('latest')).toHaveLength(1);
  });

  it('that takes too long has failed, says how things stand, and goes on', async () => {
    targets.becomes = undefined;
    const deployment = await world.begin('latest');
    await clock.pass(15 * 60_000);
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(JSON.stringify(deployment.outcome)).toMatch(/0 of 1 tasks are healthy.* RUNNING \(initial\)/);
    targets.set(1, 'healthy');
    await settled();
    expect(world.service().deployment.state).toBe('COMPLETED');
  });

  it('for which the percentages leave no room fails at once, and changes nothing', async () => {
    const old = the(await world.deploy('latest', { maximumPercent: 100 }));
    const deployment = await world.begin('noiridium', { maximumPercent: 100 });
    expect(deployment.outcome).toMatchObject({ outcome: 'rolledBack' });
    expect(JSON.stringify(deployment.outcome)).toContain('no room');
    expect(driver.starts).toBe(1);
    expect(old.told).toEqual([]);
  });
});

describe('the circuit breaker', () => {
  it('takes a deployment back after three failures, and the old task has served all the time', async () => {
    const old = the(await world.deploy('latest'));
    driver.broken.add('bad');
    const deployment = await world.begin('bad');
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
    const old = the(await world.deploy('latest'));
    targets.becomes = 'unhealthy';
    const deployment = await world.begin('bad');
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
    await world.deploy('latest', { desiredCount: 2 });
    targets.becomes = undefined;
    const deployment = await world.begin('bad', { desiredCount: 2 });
    const [first, second] = driver.of('bad') as [FakeTask, FakeTask];
    first.end();
    second.end();
    await clock.pass(1_000);
    expect(world.service().deployment.failures).toBe(2);
    targets.set(the(driver.of('bad').slice(2, 3)).address.port, 'healthy');
    await settled();
    expect(world.service().deployment.failures).toBe(0);
    expect(deployment.outcome).toBeUndefined();
  });

  it('without a rollback fails the deployment and starts nothing more', async () => {
    const circuitBreaker = { enable: true, rollback: false };
    await world.deploy('latest', { circuitBreaker });
    driver.broken.add('bad');
    const deployment = await world.begin('bad', { circuitBreaker });
    await clock.pass(600_000);
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(driver.starts).toBe(4);
    expect(world.service().deployment.state).toBe('FAILED');
    expect(the(world.running()).tag).toBe('latest');
  });

  it('has nothing to go back to in a service that never was steady', async () => {
    driver.broken.add('bad');
    const deployment = await world.begin('bad');
    await clock.pass(10_000);
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(driver.starts).toBe(3);
    driver.broken.clear();
    await world.deploy('bad');
  });

  it('of a deployment that has failed lets nobody wait who scales the service', async () => {
    const old = the(await world.deploy('latest'));
    driver.broken.add('bad').add('latest');
    await world.begin('bad');
    old.end();
    await clock.pass(60_000);
    const scaled: unknown[] = [];
    void world.supervisor.scale(NAME, 2).then((outcome) => scaled.push(outcome));
    await settled();
    expect(scaled).toMatchObject([{ outcome: 'failed' }]);
    expect(JSON.stringify(scaled)).toMatch(/Deploy it again first.*The rollback failed, too/);
    expect(world.service().desiredCount).toBe(1);
  });

  it('does not count tasks that end after they were healthy', async () => {
    await world.deploy('latest', { desiredCount: 3 });
    targets.drainsSlowly = true;
    const deployment = await world.begin('noiridium', { desiredCount: 3 });
    targets.becomes = undefined;
    for (const task of driver.of('noiridium')) task.end();
    await clock.pass(60_000);
    expect(world.service().deployment).toMatchObject({ state: 'IN_PROGRESS', failures: 0 });
    expect(driver.of('noiridium')).toHaveLength(6);
    expect(deployment.outcome).toBeUndefined();
  });

  it('takes a rollback back no more', async () => {
    const old = the(await world.deploy('latest'));
    driver.broken.add('bad').add('latest');
    const deployment = await world.begin('bad');
    old.end();
    await clock.pass(60_000);
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(JSON.stringify(deployment.outcome)).toContain('The rollback failed, too');
  });

  it('that is off lets a deployment try on', async () => {
    driver.broken.add('bad');
    const circuitBreaker = { enable: false, rollback: false };
    const deployment = await world.begin('bad', { circuitBreaker });
    await clock.pass(10_000);
    expect(driver.starts).toBeGreaterThan(4);
    driver.broken.clear();
    await clock.pass(60_000);
    expect(deployment.outcome).toEqual({ outcome: 'steady' });
  });

  it('counts a target group that is not there', async () => {
    const deployment = await world.begin('latest', { targetGroup: 'missing' });
    for (let round = 0; round < 3; round += 1) {
      driver.tasks.at(-1)?.end();
      await clock.pass(1_000);
    }
    expect(deployment.outcome).toMatchObject({ outcome: 'failed' });
    expect(JSON.stringify(deployment.outcome)).toContain('There is no target group missing.');
  });
});
