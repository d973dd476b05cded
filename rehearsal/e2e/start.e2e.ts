/** `npm start`: what it runs, and where it refuses to. How it ends is in stopping.e2e.ts. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { waitFor } from '@interstella/libs/testing';
import { KitHome } from '../../cli/e2e/support/command-line.ts';
import { Kits } from '../../cli/e2e/support/kits.ts';
import { isRunning } from '../../cli/e2e/support/processes.ts';
import type { RunningCommand } from '../../cli/e2e/support/running-command.ts';
import { KitUnderTest } from '../../cli/e2e/support/running-kit.ts';

interface JsonReport {
  readonly warnings: readonly string[];
  readonly audit: { readonly agrees: boolean };
  readonly participants: readonly {
    readonly orders: { readonly open: readonly { readonly orderId: string }[] };
  }[];
}

describe('npm start', () => {
  let kits: Kits;
  let running: RunningCommand;
  const data = () => join(kits.home.folder, 'data');

  beforeAll(async () => {
    kits = new Kits();
    running = await kits.start('--data', data());
  });
  afterAll(() => kits.end());

  it('runs four programs', () => {
    expect(kits.programs.map(({ command }) => /(\w+\/dist\/\w+\.js)/.exec(command)?.[1]).sort()).toEqual([
      'hq/dist/main.js',
      'local/dist/main.js',
      'local/dist/platform.js',
      'monolith/dist/main.js',
    ]);
  });

  it('prints everything that differs from the cloud, and no key', async () => {
    const overlaid = await new KitUnderTest(kits.home).platform.overlay();
    expect(overlaid.map(({ name }) => name)).toContain('direct orders');
    for (const { name, value } of overlaid)
      expect(running.stdout).toContain(`  ${name.padEnd(22)}${value}\n`);
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

  it('tells in a line what becomes of the orders', async () => {
    await waitFor('a line with orders', () =>
      /^published [1-9]\d* {2}complete [1-9]\d* {2}absorbed 0 {2}open \d+ {2}lost 0 {2}latency p50 \d+ ms, p99 \d+ ms$/m.test(
        running.stdout,
      ),
    );
  });

  it('refuses to run twice', async () => {
    const second = await kits.home.start().ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`Interstella runs here already (process ${running.pid})`);
  });

  it('replaces a task that dies, and orders go on', async () => {
    const dead = kits.pidOf('monolith');
    process.kill(dead, 'SIGKILL');
    const kit = new KitUnderTest(kits.home);
    await waitFor('another task', async () => {
      const tasks = await kit.tasksOf('monolith');
      return tasks.some(({ pid }) => pid !== dead);
    });
    kits.look(running);
    const [orderId = ''] = await kit.hq.order(1);
    await waitFor('the order', async () => (await kit.hq.orderStatus(orderId))?.participants[0]?.complete);
  });

  // The last one: it kills the kit.
  it('keeps the ledger on disk, and what was still owed when it was killed is fulfilled', async () => {
    // Nobody takes these orders any more, and their retries die with the local SNS.
    const hung = kits.pidOf('monolith');
    process.kill(hung, 'SIGSTOP');
    const { stdout } = await kits.home.interstella('order', '--json', '--timeout', '1');
    const { orderId, complete } = JSON.parse(stdout) as { orderId: string; complete: boolean };
    expect(complete).toBe(false);
    // With the platform, nobody is left who would end it.
    process.kill(kits.pidOf('platform'), 'SIGKILL');
    running.kill();
    await running.ended;
    await kits.nothingIsLeft(hung);
    expect(isRunning(hung)).toBe(true);

    const next = await kits.start('--data', data());
    expect(next.stdout).toMatch(
      /Tasks of an earlier run that hung, and are ended now: \w+ of interstella-monolith\./,
    );
    await waitFor('the end of the hung task', () => !isRunning(hung));
    await waitFor('the report in which nothing is open', async () => {
      const report = await kits.home.interstella('report', '--json', '--audit');
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

describe('npm start that cannot', () => {
  const home = new KitHome();
  afterAll(() => {
    home.remove();
  });

  it('says who holds a taken port and how to choose another', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => {
        resolve((holder.address() as AddressInfo).port);
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
});
