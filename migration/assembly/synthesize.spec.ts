import { describe, expect, it } from '@jest/globals';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STAGES } from '@interstella/infra/stages';
import { synthesize } from './synthesize.ts';
import { useSynthesis } from './testing/use-synthesis.ts';

describe('synthesizing a stage', () => {
  const home = useSynthesis();

  const kept = async () =>
    (await readdir(join(home.folder, 'templates'))).map((name) => join(home.folder, 'templates', name));

  it('gives the same template the second time, from what was kept the first time', async () => {
    const fresh = await synthesize('alb');
    const files = await kept();
    expect(files).toHaveLength(1);
    expect(await synthesize('alb')).toEqual(fresh);

    const [file = ''] = files;
    await writeFile(file, (await readFile(file, 'utf8')).replace('"Value":"alb"', '"Value":"kept"'));
    expect((await synthesize('alb')).Outputs?.Stage?.Value).toBe('kept');
    await rm(file);
    expect(await synthesize('alb')).toEqual(fresh);
  });

  it('keeps stages and contexts apart', async () => {
    const plain = await synthesize('alb');
    const scaled = await synthesize('alb', { desiredCount: '2' });
    expect(scaled).not.toEqual(plain);
    expect(await synthesize('alb', { desiredCount: '2' })).toEqual(scaled);
    expect(await synthesize('workshop')).not.toEqual(plain);
    expect(await synthesize('alb', { environmentName: 'a', desiredCount: '2' })).toEqual(
      await synthesize('alb', { desiredCount: '2', environmentName: 'a' }),
    );
    expect(await kept()).toHaveLength(4);
  });

  it.each(STAGES.map(({ name }) => name))('knows the stage %s', async (name) => {
    expect((await synthesize(name)).Outputs?.Stage?.Value).toBe(name);
  });

  it('of no such name fails with the list of them, and keeps nothing', async () => {
    const before = await kept();
    await expect(synthesize('irridium')).rejects.toThrow(/-c stage=irridium is no stage[^]*iridium {2,}lab/);
    await expect(synthesize('alb', { desiredCount: 'many' })).rejects.toThrow(/desiredCount=many must be/);
    expect(await kept()).toEqual(before);
  });
});
