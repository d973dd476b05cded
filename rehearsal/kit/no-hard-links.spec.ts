import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fs from 'node:fs/promises';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';

let code = 'EPERM';

jest.unstable_mockModule('node:fs/promises', () => ({
  ...fs,
  link: () => Promise.reject(Object.assign(new Error(`${code}: link`), { code })),
}));
const { claimKit, releaseKit } = await import('./running-kit.ts');

let folder: string;
const before = process.env.INTERSTELLA_HOME;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interstella-claim-'));
  process.env.INTERSTELLA_HOME = folder;
});

afterEach(() => {
  if (before === undefined) delete process.env.INTERSTELLA_HOME;
  else process.env.INTERSTELLA_HOME = before;
  rmSync(folder, { recursive: true, force: true });
});

describe('a folder without hard links', () => {
  it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])(
    'is claimed and given back, at %s',
    async (failure) => {
      code = failure;
      expect(await claimKit()).toBe(false);
      expect(readdirSync(folder)).toEqual(['starting.pid']);
      await expect(claimKit()).rejects.toThrow(`Interstella runs here already (process ${process.pid})`);
      await releaseKit();
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('is never claimed by two that start at the same time', async () => {
    for (let round = 0; round < 60; round += 1) {
      writeFileSync(join(folder, 'starting.pid'), JSON.stringify({ pid: 1, start: `round ${round}` }));
      const first = claimKit();
      for (let turn = 0; turn < round % 20; turn += 1) await immediate();
      const both = await Promise.allSettled([first, claimKit()]);
      const claimed = both.filter(({ status }) => status === 'fulfilled').length;
      expect(claimed).toBeLessThanOrEqual(1);
      await releaseKit();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('says the reason of any other failure', async () => {
    code = 'EROFS';
    await expect(claimKit()).rejects.toThrow('cannot be used (EROFS)');
  });
});
