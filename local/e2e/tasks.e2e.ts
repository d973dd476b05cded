import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@interstella/libs/testing';
import { startOf } from '../platform/tasks/process-identity.ts';
import { serviceOf } from './task-fixtures.ts';
import { SECRET, TasksWorld } from './tasks-world.ts';

const MONOLITH = 'interstella-monolith';
const STEADY = { outcome: 'steady' };

describe('services that the supervisor runs', () => {
  let world: TasksWorld;
  beforeAll(async () => {
    // Of the person's own shell; a task that saw it would not start.
    process.env.GATHER_MS = 'soon';
    world = await TasksWorld.start();
    const { supervisor } = world;
    expect(
      await supervisor.deploy(serviceOf('monolith', { desiredCount: 2 }), world.monolith('latest')),
    ).toEqual(STEADY);
    expect(await supervisor.deploy(serviceOf('iridium'), world.iridium())).toEqual(STEADY);
  });
  afterAll(async () => {
    delete process.env.GATHER_MS;
    await world.close();
  });

  const deploy = (tag: string) =>
    world.supervisor.deploy(serviceOf('monolith', { desiredCount: 2 }), world.monolith(tag));
  const only = () => {
    const [task] = world.tasksOf(MONOLITH);
    if (!task) throw new Error('There is no task.');
    return task;
  };
  /** What HQ was asked for on behalf of the next bundle. */
  const bundle = async () => {
    world.hq.reset();
    expect(await world.order()).toMatchObject({ status: 200, body: 'Your order has been fulfilled' });
    return world.hq.requests.map(({ body }) => body);
  };

  it('are what their image and definition say', async () => {
    expect(await bundle()).toEqual(['{"iridium":1,"magnesite":1}']);
    expect(world.tasksOf(MONOLITH)).toHaveLength(2);
  });

  it('are replaced without a failed request, forwards and backwards, and the old ones end in good order', async () => {
    const old = world.tasksOf(MONOLITH).map(({ id }) => id);
    const traffic = await world.underOrders(async () => {
      expect(await deploy('noiridium')).toEqual(STEADY);
    });
    expect(traffic.failed).toEqual([]);
    expect(traffic.count).toBeGreaterThan(20);
    expect(await bundle()).toEqual(['{"iridium":0,"magnesite":1}']);
    for (const id of old) {
      const end = await waitFor('the old task to end', () => world.ending(id));
      expect(end).toMatchObject({ failed: false });
      expect(await world.logOf(MONOLITH, id)).toMatch(/Stopped"[^\n]*\n$/);
    }
    const back = await world.underOrders(async () => {
      expect(await deploy('latest')).toEqual(STEADY);
    });
    expect(back.failed).toEqual([]);
    expect(await bundle()).toEqual(['{"iridium":1,"magnesite":1}']);
  });

  it('stay as they are, without a failed request, when a deployment of a bad image is rolled back', async () => {
    const before = world.tasksOf(MONOLITH).map(({ id }) => id);
    const traffic = await world.underOrders(async () => {
      const outcome = await deploy('nomagnesite');
      expect(outcome).toMatchObject({ outcome: 'rolledBack' });
      expect(JSON.stringify(outcome)).toContain(
        `CannotPullContainerError: ${MONOLITH}:nomagnesite not found`,
      );
    });
    expect(traffic.failed).toEqual([]);
    expect(world.tasksOf(MONOLITH).map(({ id }) => id)).toEqual(before);
  });

  it('that end when they start are rolled back with the last that they said', async () => {
    const outcome = await world.supervisor.deploy(
      serviceOf('monolith', { desiredCount: 2 }),
      world.monolith('latest', { environment: { GATHER_MS: 'soon' } }),
    );
    expect(outcome).toMatchObject({ outcome: 'rolledBack' });
    expect(JSON.stringify(outcome)).toMatch(/ended with exit code 1: monolith cannot start.*GATHER_MS/);
  });

  it('that run but never pass a health check are rolled back, and get no order', async () => {
    const before = world.tasksOf(MONOLITH).map(({ id }) => id);
    const traffic = await world.underOrders(async () => {
      const outcome = await deploy('unwell');
      expect(outcome).toMatchObject({ outcome: 'rolledBack' });
      expect(JSON.stringify(outcome)).toContain('Health checks failed with these codes: [500]');
    });
    expect(traffic.failed).toEqual([]);
    expect(traffic.count).toBeGreaterThan(20);
    expect(world.tasksOf(MONOLITH).map(({ id }) => id)).toEqual(before);
  });

  it('are replaced when they are killed, and orders go on', async () => {
    const { id } = only();
    world.supervisor.signalTask(id, 'SIGKILL');
    expect(await waitFor('its end', () => world.ending(id))).toMatchObject({ failed: true });
    expect(world.ending(id)?.reason).toContain('SIGKILL');
    await waitFor('another one', () => {
      const tasks = world.tasksOf(MONOLITH);
      return tasks.length === 2 && tasks.every(({ health }) => health === 'healthy');
    });
    expect(await bundle()).toHaveLength(1);
  });

  it('do not start without their parameters, and the reason names them', async () => {
    const outcome = await world.supervisor.deploy(
      serviceOf('monolith', { desiredCount: 2 }),
      world.monolith('latest', { secrets: { API_KEY: '/interstella/forgotten' } }),
    );
    expect(outcome).toMatchObject({ outcome: 'rolledBack' });
    expect(JSON.stringify(outcome)).toContain('/interstella/forgotten');
  });

  it('never show a secret, neither in events nor in logs nor in files', async () => {
    const logs = join(world.stateFolder, 'logs', MONOLITH);
    const names = await readdir(logs);
    expect(names.length).toBeGreaterThan(4);
    const texts = await Promise.all(names.map((name) => world.logOf(MONOLITH, name.replace('.log', ''))));
    const notes = JSON.stringify(world.supervisor.snapshot());
    expect([...texts, JSON.stringify(world.events), notes].join()).not.toContain(SECRET);
  });
});

describe('tasks that do not end as they are told', () => {
  let world: TasksWorld;
  beforeAll(async () => {
    world = await TasksWorld.start();
  });
  afterEach(async () => {
    await world.supervisor.remove(MONOLITH);
  });
  afterAll(() => world.close());

  const start = async (changes: Parameters<TasksWorld['monolith']>[1]) => {
    expect(await world.supervisor.deploy(serviceOf('monolith'), world.monolith('latest', changes))).toEqual(
      STEADY,
    );
    const [task] = world.tasksOf(MONOLITH);
    if (!task?.pid) throw new Error('There is no task.');
    return { id: task.id, pid: task.pid };
  };

  it('are killed after their stop timeout', async () => {
    const { id, pid } = await start({ stopTimeoutS: 1 });
    world.supervisor.signalTask(id, 'SIGSTOP');
    await world.supervisor.remove(MONOLITH);
    await waitFor('its end', () => world.ending(id));
    expect(startOf(pid)).toBeUndefined();
    expect(await world.logOf(MONOLITH, id)).not.toContain('Stopped');
  });

  it('are replaced when they hang, once the load balancer has noticed', async () => {
    const { id } = await start({ stopTimeoutS: 1 });
    world.supervisor.signalTask(id, 'SIGSTOP');
    await waitFor('a replacement', () =>
      world.tasksOf(MONOLITH).some((task) => task.id !== id && task.health === 'healthy'),
    );
    await waitFor('the end of the one that hangs', () => world.ending(id));
    const unhealthy = world.events.find(
      (event) => event.type === 'task' && event.task === id && event.status === 'UNHEALTHY',
    );
    expect(unhealthy).toBeDefined();
    expect((await world.order()).status).toBe(200);
  });

  it('end without their drain when everything stops and nothing flows any more', async () => {
    const { id } = await start({ environment: { DRAIN_MS: '60000', LOG_FORMAT: 'json' } });
    // This one is in its drain already.
    await world.supervisor.remove(MONOLITH);
    const other = await start({ environment: { DRAIN_MS: '59000', LOG_FORMAT: 'json' } });
    await world.supervisor.stopAll({ quick: true });
    for (const task of [id, other.id]) expect(await world.logOf(MONOLITH, task)).toMatch(/Stopped"[^\n]*\n$/);
    expect(await readdir(join(world.stateFolder, 'tasks'))).toEqual([]);
  });
});
