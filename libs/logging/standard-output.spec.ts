import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StandardOutput } from './standard-output.ts';

describe('StandardOutput', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interstella-logs-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has written every line in its order when it is flushed, also past one that is being written', async () => {
    for (let round = 0; round < 50; round += 1) {
      const file = join(folder, `${round}.log`);
      const fd = openSync(file, 'w');
      const output = new StandardOutput(() => undefined, fd);
      output.write('Stopping\n');
      output.write('Stopped\n');
      await output.flush();
      expect(readFileSync(file, 'utf8')).toBe('Stopping\nStopped\n');
      closeSync(fd);
    }
  });

  it('has nothing to flush where nothing was written', async () => {
    const fd = openSync(join(folder, 'none.log'), 'w');
    await new StandardOutput(() => undefined, fd).flush();
    closeSync(fd);
  });
});
