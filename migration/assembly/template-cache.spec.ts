import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '@interstella/libs/errors';
import { TemplateCache } from './template-cache.ts';

const TEMPLATE = { Resources: { A: { Type: 'B' } } };
const hashOf = (text: string | number) => createHash('sha256').update(String(text)).digest('hex');

describe('the cache of templates', () => {
  let folder: string;
  let cache: TemplateCache;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interstella-cache-'));
    cache = new TemplateCache(folder);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const ageBy = async (path: string, seconds: number) => {
    const then = new Date(Date.now() - seconds * 1_000);
    await utimes(path, then, then);
  };

  it('gives back what it keeps, under its hash alone', async () => {
    await cache.keep(hashOf(1), TEMPLATE);
    expect(await cache.find(hashOf(1))).toEqual(TEMPLATE);
    expect(await cache.find(hashOf(2))).toBeUndefined();
  });

  it('has nothing where a file is not whole', async () => {
    await writeFile(join(folder, `${hashOf(1)}.json`), '{"Resources":');
    expect(await cache.find(hashOf(1))).toBeUndefined();
  });

  it('leaves nothing behind but templates, also of work that failed', async () => {
    await cache.keep(hashOf(1), TEMPLATE);
    const failing = cache.withFolder(async (work) => {
      await writeFile(join(work, 'something'), '');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual([`${hashOf(1)}.json`]);
  });

  it('keeps those that were asked for last, and a bounded number of them', async () => {
    for (let index = 0; index < 64; index++) {
      await cache.keep(hashOf(index), TEMPLATE);
      await ageBy(join(folder, `${hashOf(index)}.json`), 1_000 - index);
    }
    await cache.find(hashOf(0));
    await cache.keep(hashOf('another'), TEMPLATE);
    expect(await readdir(folder)).toHaveLength(64);
    expect(await cache.find(hashOf(0))).toBeDefined();
    expect(await cache.find(hashOf(1))).toBeUndefined();
    expect(await cache.find(hashOf('another'))).toBeDefined();
  });

  it('removes what a run that was killed has left, and leaves alone what somebody may be writing', async () => {
    await mkdir(join(folder, 'work-killed'));
    await mkdir(join(folder, 'work-writing'));
    await ageBy(join(folder, 'work-killed'), 3_600);
    await cache.keep(hashOf(1), TEMPLATE);
    expect((await readdir(folder)).sort()).toEqual([`${hashOf(1)}.json`, 'work-writing'].sort());
  });

  it('is rid of what was killed in the midst of its work at once, and of nothing else', async () => {
    await cache.keep(hashOf(1), TEMPLATE);
    await cache.withFolder(async (mine) => {
      const [name = ''] = (await readdir(folder)).filter((one) => one.startsWith('work-'));
      expect(join(folder, name)).toBe(mine);
      // As though its number had been given to this process after its end; and a number that nobody has.
      await mkdir(join(folder, `work-${process.pid}-0123456789ab-killed`));
      await mkdir(join(folder, 'work-4194304-0123456789ab-killed'));
      expect(await cache.removeAbandoned()).toBe(2);
      expect((await readdir(folder)).sort()).toEqual([`${hashOf(1)}.json`, name].sort());
    });
    expect(await new TemplateCache(join(folder, 'nowhere')).removeAbandoned()).toBe(0);
  });

  it('can be read by its owner alone', async () => {
    await cache.keep(hashOf(1), TEMPLATE);
    expect((await stat(join(folder, `${hashOf(1)}.json`))).mode & 0o777).toBe(0o600);
  });

  it('says which folder cannot be used, and what to do', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const keeping = new TemplateCache(file).keep(hashOf(1), TEMPLATE);
    await expect(keeping).rejects.toThrow(UsageError);
    await expect(keeping).rejects.toThrow(/file cannot be used \(ENOTDIR\)\. Set INTERSTELLA_HOME/);
  });
});
