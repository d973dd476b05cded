/** How `npm start` ends: asked to, killed, broken. What it runs is in start.e2e.ts. */
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@interstella/libs/testing';
import { Kits } from '../../cli/e2e/support/kits.ts';
import { childrenOf, isRunning } from '../../cli/e2e/support/processes.ts';
import type { RunningCommand } from '../../cli/e2e/support/running-command.ts';

describe('npm start', () => {
  let kits: Kits;

  beforeEach(() => {
    kits = new Kits();
  });
  afterEach(() => kits.end());

  it('takes a Ctrl-C that arrives twice for one', async () => {
    const running = await kits.start();
    running.signal('SIGINT');
    running.signal('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('Conservation report');
  });

  const shells = ['sh', 'bash'].filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);
  it.each(shells)('ends with 0 on Ctrl-C in a terminal, through npm and %s', async (shell) => {
    const running = await kits.follow(kits.home.npmStart({ npm_config_script_shell: shell }));
    running.interruptGroup();
    const { code, stdout } = await running.ended;
    expect(stdout).toMatch(/Conservation report at .*: green/);
    expect(code).toBe(0);
    await kits.nothingIsLeft();
  });

  it('stops in good order while it is still starting', async () => {
    const starting = kits.home.start();
    kits.takeCareOf(starting);
    await waitFor('the first program', () => {
      kits.look(starting);
      return childrenOf(starting.pid).some(({ command }) => command.includes('/dist/main.js'));
    });
    starting.signal('SIGTERM');
    expect((await starting.ended).code).toBe(0);
    await kits.nothingIsLeft();
  });

  it('stops in good order when nobody reads what it prints any more', async () => {
    const running = await kits.start();
    running.closeOutput();
    const { code, stderr } = await running.ended;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    await kits.nothingIsLeft();
  });

  it('ends with 1 and says which program failed when one of them dies', async () => {
    const running = await kits.start();
    process.kill(kits.pidOf('platform'), 'SIGKILL');
    const { code, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^platform ended by SIGKILL\. See .*platform\.log\.\n$/);
    expect(kits.programs.filter(({ pid }) => isRunning(pid))).toEqual([]);
    expect(readdirSync(join(kits.home.folder, 'tasks'))).toEqual([]);
  });
});

/** One kit: every test goes on from where the one before ended. */
describe('npm start after a run that was killed', () => {
  // Where others have their templates, too, any start of theirs might be the next one.
  const kits = new Kits({ isEmpty: true });
  let running: RunningCommand;

  afterAll(() => kits.end());

  it('leaves nothing behind when it is killed, and the next start cleans up and says so', async () => {
    const killed = await kits.start();
    killed.kill();
    await killed.ended;
    await kits.nothingIsLeft();
    // As though it had been killed in the midst of a synthesis, by a process whose number nobody has now.
    const work = join(kits.home.folder, 'templates', 'work-4194304-0123456789ab-killed');
    mkdirSync(work);
    running = await kits.start();
    expect(running.stdout).toContain('An earlier run was killed');
    expect(running.stdout).toContain('Temporary folders of earlier runs, which are removed now: 1.');
    expect(existsSync(work)).toBe(false);
  });

  it('goes on without a terminal when one is closed, as under nohup', async () => {
    running.signal('SIGHUP');
    const more = /^published (\d+)/gm;
    const seen = () => Math.max(0, ...[...running.stdout.matchAll(more)].map(([, count]) => Number(count)));
    const before = seen();
    await waitFor('orders after the signal', () => seen() > before);
    expect(running.hasEnded).toBe(false);
  });

  it('on Ctrl-C drains, reports and leaves nothing behind', async () => {
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Conservation report at .*: green/);
    const [, published, complete] = /published +(\d+)\n +complete +(\d+)\n +open +0\n/.exec(stdout) ?? [];
    expect(Number(published)).toBeGreaterThan(0);
    expect(complete).toBe(published);
    await kits.nothingIsLeft();
  });
});
