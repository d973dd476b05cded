import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { waitFor } from '@interstella/libs/testing';
import { KitHome, type RunningCommand } from './support/command-line.ts';
import { childrenOf, isRunning } from './support/processes.ts';

let home: KitHome;
let kit: RunningCommand | undefined;
/** Every process of the kit, so that whatever a test does, none is left behind unseen. */
let programs: { pid: number; command: string }[];

/** Starts the kit and waits until its status shows orders in the ledger. */
async function startKit(...args: string[]): Promise<RunningCommand> {
  const started = home.start(...args);
  kit = started;
  await waitFor('an order in the ledger', () => /complete [1-9]/.test(started.stdout));
  programs = childrenOf(started.pid);
  return started;
}

async function nothingIsLeft(): Promise<void> {
  await waitFor('the end of every program', () => programs.every(({ pid }) => !isRunning(pid)));
}

beforeEach(() => {
  home = new KitHome();
  programs = [];
});

afterEach(async () => {
  kit?.signal('SIGKILL');
  await kit?.ended;
  await nothingIsLeft();
  home.remove();
});

describe('npm start', () => {
  it('lets orders flow, and on Ctrl-C drains, reports and leaves nothing behind', async () => {
    const running = await startKit();
    expect(programs.map(({ command }) => /(\w+)\/dist\/main\.js/.exec(command)?.[1]).sort()).toEqual([
      'hq',
      'local',
      'monolith',
    ]);
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Conservation report at .*: green/);
    const [, published, complete] = /published +(\d+)\n +complete +(\d+)\n +open +0\n/.exec(stdout) ?? [];
    expect(Number(published)).toBeGreaterThan(0);
    expect(complete).toBe(published);
    await nothingIsLeft();
  });

  it('prints everything that differs from the cloud, and no key', async () => {
    const running = await startKit();
    for (const name of [
      'AWS endpoints',
      "HQ's fulfillment API",
      'monolith',
      'signing certificate',
      'direct orders',
    ]) {
      expect(running.stdout).toContain(name);
    }
    expect(running.stdout).not.toMatch(/[A-Za-z0-9_-]{40,}/);
  });

  it('leaves nothing behind when it is killed, and the next start cleans up and says so', async () => {
    const running = await startKit();
    running.signal('SIGKILL');
    await running.ended;
    await nothingIsLeft();
    const next = await startKit();
    expect(next.stdout).toContain('An earlier run was killed');
  });

  it('ends with 1 and says which program failed when one of them dies', async () => {
    const running = await startKit();
    const monolith = programs.find(({ command }) => command.includes('monolith'));
    process.kill(monolith?.pid ?? 0, 'SIGKILL');
    const { code, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^monolith ended by SIGKILL\. See .*monolith\.log\.\n$/);
  });

  it('stops in good order while it is still starting', async () => {
    const starting = home.start();
    kit = starting;
    await waitFor('the first program', () => {
      programs = childrenOf(starting.pid).filter(({ command }) => command.includes('/dist/main.js'));
      return programs.length > 0;
    });
    starting.signal('SIGTERM');
    expect((await starting.ended).code).toBe(0);
  });

  it('refuses to run twice', async () => {
    const running = await startKit();
    const second = await home.start().ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`Interstella runs here already (process ${running.pid})`);
  });

  it('says who holds a taken port and how to choose another', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => {
        const address = holder.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    try {
      const { code, stderr } = await home.start('--port', String(port)).ended;
      expect(code).toBe(2);
      expect(stderr).toContain(`Port ${port} is taken by`);
      expect(stderr).toContain(`npm start -- --port ${port + 1}`);
    } finally {
      holder.close();
    }
  });

  it('keeps the ledger on disk when asked', async () => {
    const data = join(home.folder, 'data');
    const first = await startKit('--data', data);
    const { stdout } = await home.interstella('order', '--json');
    const { orderId } = JSON.parse(stdout) as { orderId: string };
    first.signal('SIGINT');
    expect((await first.ended).code).toBe(0);

    await startKit('--data', data);
    const report = await home.interstella('report', '--json', '--audit');
    expect(report.code).toBe(0);
    const published = /published +(\d+)/.exec(first.stdout.split('Conservation report')[1] ?? '')?.[1];
    const { participants } = JSON.parse(report.stdout) as {
      participants: { published: number; lost: number }[];
    };
    expect(participants[0]?.published).toBeGreaterThan(Number(published));
    expect(participants[0]?.lost).toBe(0);
    expect(orderId).toMatch(/^order-/);
  });
});
