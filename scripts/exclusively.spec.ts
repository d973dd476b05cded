import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exclusively } from './exclusively.mjs';

const LIMITS = { pollMs: 1, silentMs: 30_000, waitMs: 30_000 };
let folder: string;
let lock: string;
const said = jest.spyOn(console, 'error');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interstella-lock-'));
  lock = join(folder, 'state', 'build.lock');
  said.mockReset().mockReturnValue(undefined);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Leaves a lock behind as a process with this id would that was killed. */
async function leaveLock(pid: number | string): Promise<void> {
  await exclusively(lock, 'building', () => Promise.resolve(), LIMITS);
  writeFileSync(lock, `${pid} somebody`);
}

describe('exclusively', () => {
  it('lets one after the other, and says who is waited for', async () => {
    let inside = 0;
    let most = 0;
    const job = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    await Promise.all([1, 2, 3, 4, 5].map(() => exclusively(lock, 'building', job, LIMITS)));
    expect(most).toBe(1);
    expect(said).toHaveBeenCalledWith(
      `Another run (process ${process.pid}) is building here; waiting for it …`,
    );
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
  });

  it('holds the process id while the job runs, and lets go when it fails', async () => {
    const failing = () => {
      expect(readFileSync(lock, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
      return Promise.reject(new Error('It did not work.'));
    };
    await expect(exclusively(lock, 'building', failing, LIMITS)).rejects.toThrow('It did not work.');
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over at once from a process that is gone', async () => {
    await leaveLock(spawnSync(process.execPath, ['--version']).pid);
    await expect(exclusively(lock, 'building', () => Promise.resolve('done'), LIMITS)).resolves.toBe('done');
    expect(said).not.toHaveBeenCalled();
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
  });

  it.each([
    ['whose process id is another process now', process.pid],
    ['that nobody wrote an id into', ''],
  ])('takes over a lock %s once it is silent', async (_case, pid) => {
    await leaveLock(pid);
    const limits = { ...LIMITS, silentMs: 50 };
    await expect(exclusively(lock, 'building', () => Promise.resolve('done'), limits)).resolves.toBe('done');
  });

  it('gives up in the end, and says what to do', async () => {
    await leaveLock(process.pid);
    const limits = { ...LIMITS, waitMs: 0 };
    await expect(exclusively(lock, 'building', () => Promise.resolve(), limits)).rejects.toThrow(
      `Process ${process.pid} is building here, and was not done within 0 s. End it, or delete ${lock}`,
    );
    expect(existsSync(lock)).toBe(true);
  });
});
