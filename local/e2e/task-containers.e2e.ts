import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { cleanUpLeftoverContainers } from '../platform/tasks/index.ts';
import { startOf } from '../platform/tasks/process-identity.ts';
import { serviceOf } from './task-fixtures.ts';
import { SECRET, TasksWorld } from './tasks-world.ts';

const MONOLITH = 'interstella-monolith';
/** Its own images, so that none of the person who runs this is replaced. */
const ENVIRONMENT = 'tasks-test';
/** What images are built from; nothing is downloaded for a test. */
const BASE_IMAGES = ['node:24-bookworm-slim', 'debian:bookworm-slim'];
const IMAGES = ['monolith:latest', 'monolith:noiridium', 'iridium:latest'];
const RUN = join(import.meta.dirname, '..', '..', 'scripts', 'run.mjs');
/** A first build downloads every package. */
const BUILD_LIMIT_MS = 300_000;

const run = (file: string, args: readonly string[], timeout = 30_000) =>
  execFileSync(file, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout })
    .toString()
    .trim();
const docker = (...args: string[]) => run('docker', args);

/** Why there are no containers here; undefined if there can be. */
function missing(): string | undefined {
  try {
    docker('image', 'inspect', ...BASE_IMAGES);
    return undefined;
  } catch {
    return `there is no Docker engine that has ${BASE_IMAGES.join(' and ')}`;
  }
}

const why = missing();
if (why !== undefined) process.stderr.write(`Tasks are not run as containers here: ${why}.\n`);

(why === undefined ? describe : describe.skip)('tasks as containers', () => {
  let world: TasksWorld;
  beforeAll(async () => {
    const args = [RUN, 'images', 'build', ...IMAGES, '--environment-name', ENVIRONMENT];
    run(process.execPath, args, BUILD_LIMIT_MS);
    world = await TasksWorld.start(ENVIRONMENT);
  }, BUILD_LIMIT_MS);
  afterAll(async () => {
    await world.close();
    docker('image', 'rm', ...IMAGES.map((image) => `${ENVIRONMENT}-${image}`));
  });

  const deploy = (tag: string) => world.supervisor.deploy(serviceOf('monolith'), world.monolith(tag));
  const containers = () =>
    docker('ps', '--format', '{{.Names}}', '--filter', `name=${MONOLITH}-`).split('\n');
  const the = () => {
    const [task] = world.tasksOf(MONOLITH);
    if (!task?.pid) throw new Error('There is no task.');
    return { ...task, pid: task.pid, container: `${MONOLITH}-${task.id}` };
  };

  it('take orders with the limits of their definition', async () => {
    expect(await deploy('latest')).toEqual({ outcome: 'steady' });
    expect(await world.supervisor.deploy(serviceOf('iridium'), world.iridium())).toEqual({
      outcome: 'steady',
    });
    const format = '{{.HostConfig.ReadonlyRootfs}} {{.Config.User}} {{.HostConfig.Memory}}';
    expect(docker('inspect', '--format', format, the().container)).toBe('true 1000:1000 536870912');
    expect((await world.order()).status).toBe(200);
    expect((await world.order('/iridium/')).status).toBe(200);
  });

  it('are replaced without a failed request', async () => {
    const old = the();
    const traffic = await world.underOrders(async () => {
      expect(await deploy('noiridium')).toEqual({ outcome: 'steady' });
    });
    expect(traffic.failed).toEqual([]);
    await waitFor('the old one to end', () => world.ending(old.id));
    expect(world.ending(old.id)).toMatchObject({ failed: false });
    expect(containers()).toContain(the().container);
    expect(containers()).not.toContain(`${MONOLITH}-${old.id}`);
  });

  it('that have no image are rolled back', async () => {
    const outcome = await deploy('not-built');
    expect(outcome).toMatchObject({ outcome: 'rolledBack' });
    expect(JSON.stringify(outcome)).toContain(`CannotPullContainerError: ${ENVIRONMENT}-monolith:not-built`);
  });

  it('are replaced when they are killed', async () => {
    const { id } = the();
    world.supervisor.signalTask(id, 'SIGKILL');
    await waitFor('another one', () =>
      world.tasksOf(MONOLITH).some((task) => task.id !== id && task.health === 'healthy'),
    );
    expect(world.ending(id)?.reason).toContain('exit code 137');
  });

  it('are removed at the next start when their supervisor was killed, and Docker is not asked again', async () => {
    const killed = await TasksWorld.start(ENVIRONMENT);
    const { id, pid } = await killed.supervisor.runTask(killed.monolith('latest'));
    expect(await cleanUpLeftoverContainers(killed.stateFolder)).toEqual([`${MONOLITH}-${id}`]);
    await waitFor('its process to be gone', () => pid !== undefined && startOf(pid) === undefined);
    expect(await cleanUpLeftoverContainers(killed.stateFolder)).toEqual([]);
    await killed.close();
  });

  it('end without their drain when everything stops, and say no secret', async () => {
    const definition = world.monolith('latest', { environment: { DRAIN_MS: '60000', LOG_FORMAT: 'json' } });
    await world.supervisor.deploy(serviceOf('monolith'), definition);
    const { id, pid } = the();
    await world.supervisor.stopAll({ quick: true });
    expect(startOf(pid)).toBeUndefined();
    const log = await world.logOf(MONOLITH, id);
    expect(log).toMatch(/Stopped"[^\n]*\n$/);
    expect(log + JSON.stringify(world.events)).not.toContain(SECRET);
  });
});
