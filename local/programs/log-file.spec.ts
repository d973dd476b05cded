import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from './log-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interstella-log-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('LogFile', () => {
  it('begins empty, and keeps the log of the last run beside it', async () => {
    const path = join(folder, 'logs', 'hq.log');
    for (const text of ['first run', 'second run']) {
      const file = await new LogFile(path).begin();
      await file.write(text);
      await file.close();
    }
    expect(await readFile(path, 'utf8')).toBe('second run');
    expect(await readFile(`${path}.old`, 'utf8')).toBe('first run');
  });

  it('tells the last line that says something', async () => {
    const path = join(folder, 'hq.log');
    await writeFile(path, `${'x'.repeat(10_000)}\nthe reason\n\n`);
    expect(await new LogFile(path).lastLine()).toBe('the reason');
    expect(await new LogFile(join(folder, 'none')).lastLine()).toBeUndefined();
  });
});
