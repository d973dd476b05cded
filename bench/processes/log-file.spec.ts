import { writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogFile } from './log-file.ts';

const LINES = ['Getting Iridium', 'Bundle fulfilled'];
let folder: string;
let log: LogFile;

const write = (...lines: string[]) => writeSync(log.descriptor, `${lines.join('\n')}\n`);

describe('LogFile', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interstella-bench-spec-'));
    log = await LogFile.create(join(folder, 'monolith.log'));
  });

  afterEach(async () => {
    await log.close();
    await rm(folder, { recursive: true });
  });

  it('finds the lines of every order in any sequence', async () => {
    write('Getting Iridium', 'Getting Iridium', 'Bundle fulfilled', 'Bundle fulfilled');
    await expect(log.expectLines(LINES, 2)).resolves.toBeUndefined();
  });

  it('waits for lines that are still on their way', async () => {
    write('Getting Iridium');
    const found = log.expectLines(LINES, 1);
    write('Bundle fulfilled');
    await expect(found).resolves.toBeUndefined();
  });

  it('names a line that an order should not have', async () => {
    write(...LINES, 'Something else');
    await expect(log.expectLines(LINES, 1)).rejects.toThrow('it has "Something else" 1 times');
  });

  it('names a line that came too often, and one that never came', async () => {
    write('Bundle fulfilled', 'Bundle fulfilled');
    await expect(log.expectLines(LINES, 1)).rejects.toThrow(
      '"Bundle fulfilled" 2 times, "Getting Iridium" 0 times',
    );
  });

  it('has only the lines since it was cleared', async () => {
    write('monolith listens on port 5000');
    await log.clear();
    write(...LINES);
    await expect(log.expectLines(LINES, 1)).resolves.toBeUndefined();
  });
});
