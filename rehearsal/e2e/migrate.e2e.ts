import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@interstella/libs/testing';
import type { MigrationResult } from '../migration/result.ts';
import { KitHome } from '../../cli/e2e/support/command-line.ts';
import { expectNoFailures, type Failures, failuresIn } from '../../cli/e2e/support/failed-requests.ts';
import { isRunning, type ListedProcess, processesBelow } from '../../cli/e2e/support/processes.ts';
import type { RunningCommand } from '../../cli/e2e/support/running-command.ts';
import { expectThereAndBack } from '../../cli/e2e/support/there-and-back.ts';

const QUICKLY = ['--rate', '10', '--hold', '1', '--there-and-back'];

let home: KitHome;
let running: RunningCommand | undefined;
let programs: Map<number, ListedProcess>;

beforeEach(() => {
  home = new KitHome();
  programs = new Map();
});

afterEach(end);

async function end(): Promise<void> {
  running?.signal('SIGKILL');
  await running?.ended;
  await waitFor('the end of every program', () => [...programs.keys()].every((pid) => !isRunning(pid)));
  home.remove();
}

/** Does it without a single failed request. */
function withoutFailures(rehearse: () => Promise<Failures>): Promise<void> {
  return expectNoFailures(rehearse, async () => {
    await end();
    home = new KitHome();
  });
}

/** Runs `interstella migrate …` to its end, however long that takes; the deadline is the test's. */
function migrate(...args: string[]): RunningCommand {
  const started = home.interstellaRunning('migrate', ...args);
  running = started;
  return started;
}

/** Remembers what runs below the command, so that none of it is left behind unseen. */
function remember(command: RunningCommand): void {
  for (const found of processesBelow(command.pid)) programs.set(found.pid, found);
}

describe('interstella migrate', () => {
  it('goes there and back under load, and proves that every order is accounted for', () =>
    withoutFailures(async () => {
      const html = join(home.folder, 'report.html');
      const command = migrate(...QUICKLY, '--until', 'noiridium', '--json', '--html', html);
      await waitFor('its programs', () => {
        remember(command);
        return [...programs.values()].filter(({ command: line }) => line.includes('/dist/')).length >= 4;
      });
      const { code, stdout, stderr } = await command.ended;
      const result = JSON.parse(stdout) as MigrationResult;
      const failures = await failuresIn(join(home.folder, 'logs'), {
        // At least.
        requests: result.totals.published,
        failed: result.failedRequests.count,
      });
      if (failures.counted.failed > 0) return failures;
      expect({ code, stderr, ok: result.ok, reasons: result.reasons }).toMatchObject({
        ...{ code: 0, ok: true, reasons: [] },
      });
      expect(result.tasks).toBe('processes');
      expectThereAndBack(result);
      const { published } = result.totals;
      expect(result.comparison).toMatchObject({ witnessed: published, published, complete: published });
      expect(result.audit.agrees).toBe(true);
      expect(readFileSync(html, 'utf8')).toContain('Every order is accounted for');
      return failures;
    }));

  it('breaks things on the way when asked, and says what came of each', async () => {
    const command = migrate(...QUICKLY, '--until', 'iridium', '--faults', 'image,kill,gate,order');
    const { code, stdout, stderr } = await command.ended;
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(
      stdout.match(/^✔ (An image that never|A task is killed|An old order is still|The wrong order: )/gm),
    ).toHaveLength(4);
    expect(stdout).toContain('rolled back, the stage is alb');
    expect(stdout).toMatch(/^Stage by stage, with tasks as processes\n.*\nstage +image tags +published/m);
    expect(stdout).toMatch(/Failed requests at the load balancer: [1-9][\d,]*, with faults injected/);
    expect(stdout).toContain(`For a browser: ${join(home.folder, 'migration.html')}`);
  });

  it('knows what somebody breaks by hand on the way', async () => {
    const command = migrate('--rate', '10', '--hold', '1', '--until', 'iridium', '--json');
    const breaking = ['fault', 'error', 'monolith', '--rate', '1', '--for', '3'];
    await waitFor('a monolith to break', async () => (await home.interstella(...breaking)).code === 0);
    const { code, stdout } = await command.ended;
    const { ok, reasons, faults, totals } = JSON.parse(stdout) as MigrationResult;
    expect({ code, ok, reasons }).toEqual({ code: 0, ok: true, reasons: [] });
    expect(faults).toMatchObject([{ what: 'error monolith for 3 s' }]);
    expect(totals.failedRequests).toBeGreaterThan(0);
  });

  it('ends everything on Ctrl-C, and proves nothing', async () => {
    const command = migrate(...QUICKLY);
    await waitFor('the first step', () => /^✔ Cold start/m.test(command.stdout));
    remember(command);
    expect(programs.size).toBeGreaterThanOrEqual(4);
    command.signal('SIGINT');
    const { code, stdout, stderr } = await command.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('Stopping: ');
    expect(stderr).toContain('Stopped before its end: nothing is proved.\n');
    expect(stdout).not.toContain('FAILED');
  });

  it.each([
    [['--until', 'gold'], 'a migration can end at iridium, noiridium, magnesite, nomagnesite.'],
    [['--faults', 'melt'], 'There is no melt; there are image, kill, hq, deliveries, gate, order.'],
    [['--rate', '0'], 'orders must flow'],
    [['--faults', 'gate,hq', '--until', 'iridium', '--there-and-back'], 'the same step of two'],
    [['--html', tmpdir()], 'it is a folder'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await migrate(...args).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
