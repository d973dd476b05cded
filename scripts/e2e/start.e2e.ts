import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { waitFor } from '@interstella/libs/testing';
import { KitHome, type RunningCommand } from './support/command-line.ts';
import { childrenOf, isRunning, processesBelow } from './support/processes.ts';
import { KitUnderTest } from './support/running-kit.ts';

interface JsonReport {
  readonly warnings: readonly string[];
  readonly audit: { readonly agrees: boolean };
  readonly participants: readonly {
    readonly orders: { readonly open: readonly { readonly orderId: string }[] };
  }[];
}

let home: KitHome;
let kit: RunningCommand | undefined;
/** Every process of the kit, so that whatever a test does, none is left behind unseen. */
let programs: { pid: number; command: string }[];

/** Starts the kit and waits until its status shows orders in the ledger. */
async function startKit(...args: string[]): Promise<RunningCommand> {
  const started = home.start(...args);
  kit = started;
  await waitFor('an order in the ledger', () => /complete [1-9]/.test(started.stdout));
  programs = processesBelow(started.pid);
  return started;
}

function programCalled(name: string): number {
  const found = programs.find(({ command }) => command.includes(name));
  if (!found) throw new Error(`${name} does not run.`);
  return found.pid;
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
    expect(programs.map(({ command }) => /(\w+\/dist\/\w+\.js)/.exec(command)?.[1]).sort()).toEqual([
      'hq/dist/main.js',
      'local/dist/main.js',
      'local/dist/platform.js',
      'monolith/dist/main.js',
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
      'load balancer',
      'AWS endpoints',
      "HQ's fulfillment API",
      'tasks',
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
    process.kill(programCalled('platform'), 'SIGKILL');
    const { code, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^platform ended by SIGKILL: .+\. See .*platform\.log\.\n$/);
    expect(programs.filter(({ pid }) => isRunning(pid))).toEqual([]);
    expect(readdirSync(join(home.folder, 'tasks'))).toEqual([]);
  });

  it('replaces a task that dies, and orders go on', async () => {
    const running = await startKit();
    const dead = programCalled('monolith');
    process.kill(dead, 'SIGKILL');
    const kit = new KitUnderTest(home);
    await waitFor('another task', async () => {
      const tasks = await kit.tasksOf('monolith');
      return tasks.some(({ pid }) => pid !== dead);
    });
    programs = processesBelow(running.pid);
    const [orderId = ''] = await kit.hq.order(1);
    await waitFor('the order', async () => (await kit.hq.orderStatus(orderId))?.participants[0]?.complete);
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
      expect(stderr).toMatch(/npm start -- --port \d+\n/);
    } finally {
      holder.close();
    }
  });

  it('says that two programs cannot share a port', async () => {
    const { code, stderr } = await home.start('--port', '5005', '--hq-port', '5005').ended;
    expect(code).toBe(2);
    expect(stderr).toContain('--port and --hq-port are both 5005; they must differ.');
  });

  it('takes a Ctrl-C that arrives twice for one', async () => {
    const running = await startKit();
    running.signal('SIGINT');
    running.signal('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('Conservation report');
  });

  it('stops in good order when nobody reads what it prints any more', async () => {
    const running = await startKit();
    running.closeOutput();
    const { code, stderr } = await running.ended;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    await nothingIsLeft();
  });

  const shells = ['sh', 'bash'].filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);
  it.each(shells)('ends with 0 on Ctrl-C in a terminal, through npm and %s', async (shell) => {
    const running = home.npmStart({ npm_config_script_shell: shell });
    kit = running;
    await waitFor('an order in the ledger', () => /complete [1-9]/.test(running.stdout));
    programs = processesBelow(running.pid);
    running.interruptGroup();
    const { code, stdout } = await running.ended;
    expect(stdout).toMatch(/Conservation report at .*: green/);
    expect(code).toBe(0);
    await nothingIsLeft();
  });

  it('keeps the ledger on disk when asked, and what was still owed when it was killed is fulfilled', async () => {
    const data = join(home.folder, 'data');
    const first = await startKit('--data', data);
    // Nobody takes these orders any more, and their retries die with the local SNS.
    const hung = programCalled('monolith');
    process.kill(hung, 'SIGSTOP');
    const { stdout } = await home.interstella('order', '--json', '--timeout', '1');
    const { orderId, complete } = JSON.parse(stdout) as { orderId: string; complete: boolean };
    expect(complete).toBe(false);
    // With the platform, nobody is left who would end it.
    process.kill(programCalled('platform'), 'SIGKILL');
    first.signal('SIGKILL');
    await first.ended;
    const others = programs.filter(({ pid }) => pid !== hung);
    await waitFor('the end of the others', () => others.every(({ pid }) => !isRunning(pid)));
    expect(isRunning(hung)).toBe(true);

    const next = await startKit('--data', data);
    expect(next.stdout).toMatch(
      /Tasks of an earlier run that hung, and are ended now: \w+ of interstella-monolith\./,
    );
    await waitFor('the end of the hung task', () => !isRunning(hung));
    await waitFor('the report in which nothing is open', async () => {
      const report = await home.interstella('report', '--json', '--audit');
      const { warnings, audit, participants } = JSON.parse(report.stdout) as JsonReport;
      expect({ code: report.code, warnings, agrees: audit.agrees }).toEqual({
        code: 0,
        warnings: [],
        agrees: true,
      });
      return participants[0]?.orders.open.every((open) => open.orderId !== orderId) ?? false;
    });
  });
});
