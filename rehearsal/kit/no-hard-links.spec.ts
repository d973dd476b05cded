import { describe, expect, it, jest } from '@jest/globals';
import { useKitFolder } from './testing/use-kit-folder.ts';
import * as fs from 'node:fs/promises';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';

let code = 'EPERM';

jest.unstable_mockModule('node:fs/promises', () => ({
  ...fs,
  link: () => Promise.reject(Object.assign(new Error(`${code}: link`), { code })),
}));
const { claimKit, releaseKit } = await import('./running-kit.ts');

const home = useKitFolder();

describe('a folder without hard links', () => {
  it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])(
    'is claimed and given back, at %s',
    async (failure) => {
      code = failure;
      expect(await claimKit()).toBe(false);
      expect(readdirSync(home.path)).toEqual(['starting.pid']);
      await expect(claimKit()).rejects.toThrow(`Interstella runs here already (process ${process.pid})`);
      await releaseKit();
      expect(readdirSync(home.path)).toEqual([]);
    },
  );

  it('is never claimed by two that start at the same time', async () => {
    for (let round = 0; round < 60; round += 1) {
      writeFileSync(join(home.path, 'starting.pid'), JSON.stringify({ pid: 1, start: `round ${round}` }));
      const first = claimKit();
      for (let turn = 0; turn < round % 20; turn += 1) await immediate();
      const both = await Promise.allSettled([first, claimKit()]);
      const claimed = both.filter(({ status }) => status === 'fulfilled').length;
      expect(claimed).toBeLessThanOrEqual(1);
      await releaseKit();
      expect(readdirSync(home.path)).toEqual([]);
    }
  });

  it('says the reason of any other failure', async () => {
    code = 'EROFS';
    await expect(claimKit()).rejects.toThrow('cannot be used (EROFS)');
  });
});
