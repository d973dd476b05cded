import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { TEST_LIMIT_MS, waitFor } from '@interstella/libs/testing';
import { drain } from '../kit/drain.ts';
import { KitHome, type RunningCommand } from '../../cli/e2e/support/command-line.ts';
import {
  childrenOf,
  isRunning,
  type ListedProcess,
  processesBelow,
} from '../../cli/e2e/support/processes.ts';
import { KitUnderTest } from '../../cli/e2e/support/running-kit.ts';

const RATE = 10;

let home: KitHome;
let command: RunningCommand;
let kit: KitUnderTest;

/** Always the same: a kit that is killed leaves an HQ that hangs, which holds it until the next one starts. */
const HQ_PORT = String(20_000 + (process.pid % 10_000));

async function start(): Promise<void> {
  command = home.start('--rate', String(RATE), '--stage', 'nomagnesite', '--hq-port', HQ_PORT);
  kit = await KitUnderTest.withOrders(home, command);
}

/** One kit for all: what each test breaks heals by itself. */
beforeAll(async () => {
  home = new KitHome();
  await start();
});

afterAll(async () => {
  command.signal('SIGKILL');
  await command.ended;
  home.remove();
});

const fault = (...args: string[]) => home.interstella('fault', ...args);

async function expectDone(said: RegExp, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await fault(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(said);
}

const hqPid = () => childrenOf(command.pid).find(({ command: line }) => line.includes('/hq/dist/'))?.pid;

/** Waits for orders that are published from now on and become complete. */
async function ordersFlow(): Promise<void> {
  const [orderId = ''] = await waitFor('HQ to take an order', () => kit.hq.order().catch(() => undefined));
  await waitFor('the order to be complete', async () => {
    const status = await kit.hq.orderStatus(orderId).catch(() => undefined);
    return status?.participants[0]?.complete;
  });
}

/** Whether a process stands still, as SIGSTOP makes it. */
function isStopped(pid: number): boolean {
  return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T');
}

async function failedSinceLast(): Promise<number> {
  return (await kit.platform.takeTraffic()).failed;
}

describe('interstella fault', () => {
  it('kills a task, which is replaced', async () => {
    const [before] = await kit.tasksOf('iridium');
    await expectDone(/^Task [0-9a-f]{8} of iridium was killed\.\n$/, 'kill', 'iridium');
    const replaced = await waitFor('another task', async () => {
      const [task] = await kit.tasksOf('iridium');
      return task && task.id !== before?.id && task;
    });
    expect(replaced.id).not.toBe(before?.id);
    await ordersFlow();
  });

  it('lets a task hang, and go on', async () => {
    const [task] = await kit.tasksOf('magnesite');
    const pid = task?.pid ?? 0;
    // It may go on before the command has ended.
    const done = expectDone(/ hangs for 2 s\.\n$/, 'hang', task?.id ?? '', '--for', '2');
    await waitFor('the task to hang', () => isStopped(pid));
    await done;
    await ordersFlow();
    expect(isStopped(pid)).toBe(false);
  });

  it('makes a service slow for a while', async () => {
    await kit.platform.takeTraffic();
    await expectDone(/ take 1500 ms longer for 3 s\.\n$/, 'slow', 'iridium', '--for', '3', '--delay', '1500');
    await waitFor('slow answers', async () => {
      const { p99Ms } = await kit.platform.takeTraffic();
      return (p99Ms ?? 0) >= 1_400;
    });
    await ordersFlow();
  });

  it('makes requests to a service fail for a while, which SNS then repeats', async () => {
    await failedSinceLast();
    await expectDone(
      /^100 % of the requests to .* fail for 2 s\.\n$/,
      'error',
      'iridium',
      '--for',
      '2',
      '--rate',
      '1',
    );
    const [orderId = ''] = await kit.hq.order();
    await waitFor('failed requests', async () => (await failedSinceLast()) > 0);
    await waitFor('the order to be complete', async () => {
      return (await kit.hq.orderStatus(orderId))?.participants[0]?.complete;
    });
  });

  it('has SNS deliver twice, and the ledger absorb it', async () => {
    await expectDone(/^SNS delivers everything twice and in no order for 10 s\.\n$/, 'duplicate', 'sns');
    const [orderId = ''] = await kit.hq.order();
    await waitFor('a repeat of each of its resources', async () => {
      const claims = (await kit.hq.orderStatus(orderId))?.participants[0]?.claims ?? {};
      const attempts = Object.values(claims).map(({ attempts: count }) => count);
      return attempts.length === 2 && attempts.every((count) => count >= 2);
    });
  });

  it('kills HQ, which is back where it was and makes as many orders as before', async () => {
    const pid = hqPid() ?? 0;
    await expectDone(/^HQ was killed, and is back in 1 s\.\n$/, 'kill', 'hq', '--for', '1');
    await waitFor('the end of HQ', () => !isRunning(pid));
    await ordersFlow();
    expect(hqPid()).not.toBe(pid);
    expect(await waitFor('its rate', async () => (await kit.hq.generator()).rate || undefined)).toBe(RATE);
  });

  it('lets HQ hang, and go on', async () => {
    const pid = hqPid() ?? 0;
    const done = expectDone(/^HQ hangs for 2 s\.\n$/, 'hang', 'hq', '--for', '2');
    await waitFor('HQ to hang', () => isStopped(pid));
    await done;
    await ordersFlow();
    expect(isStopped(pid)).toBe(false);
  });

  it('leaves every order complete, and nothing lost, when all of it has healed', async () => {
    const { report } = await drain(kit.hq, TEST_LIMIT_MS);
    expect(report).toMatchObject({ red: false, participants: [{ open: 0, lost: 0 }] });
  });

  it.each([
    [['kill', 'gold'], 2, 'There is no service or task gold here. Services: interstella-monolith'],
    [['melt', 'iridium'], 2, 'There is no fault melt.'],
    [['slow', 'hq'], 2, 'slow cannot be done to hq, but to a service.'],
  ])('refuses %j', async (args, exitCode, message) => {
    const { code, stderr } = await fault(...args);
    expect(code).toBe(exitCode);
    expect(stderr).toContain(message);
  });
});

describe('a kit whose HQ hangs', () => {
  async function hangHq(): Promise<ListedProcess[]> {
    await expectDone(/^HQ hangs for 600 s\.\n$/, 'hang', 'hq', '--for', '600');
    return processesBelow(command.pid);
  }

  it('is left alone by a second start; killed, it is cleaned up by the next, which ends it in good order', async () => {
    const programs = await hangHq();
    const second = await home.start().ended;
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('runs here already') });
    expect(programs.every(({ pid }) => isRunning(pid))).toBe(true);
    // Nothing but what it needs, such as a waker that would outlive it.
    expect(programs.filter(({ command: line }) => !/\/dist\/\w+\.js/.test(line))).toEqual([]);

    command.signal('SIGKILL');
    await command.ended;
    const hq = programs.find(({ command: line }) => line.includes('/hq/dist/'))?.pid ?? 0;
    await waitFor('the end of the others', () => programs.every(({ pid }) => pid === hq || !isRunning(pid)));
    expect(isStopped(hq)).toBe(true);

    await start();
    expect(isRunning(hq)).toBe(false);
    expect(command.stdout).toContain('Programs of an earlier run that still ran, and are ended now: hq.');

    const next = await hangHq();
    command.signal('SIGINT');
    const ended = await command.ended;
    expect(ended.stdout).toMatch(/Conservation report at .*: green/);
    expect(ended.stdout).toMatch(/\n +open +0\n/);
    expect(ended.code).toBe(0);
    expect(next.filter(({ pid }) => isRunning(pid))).toEqual([]);
  });
});

it('breaks nothing where nothing runs', async () => {
  const empty = new KitHome();
  const { code, stderr } = await empty.interstella('fault', 'kill', 'iridium');
  empty.remove();
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is not running here') });
});
