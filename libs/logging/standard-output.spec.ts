import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '../testing/index.ts';
import { StandardOutput } from './standard-output.ts';

/** What a pipe has now; nothing where it is empty. */
function readAvailable(fd: number): string {
  const chunk = Buffer.alloc(64 * 1_024);
  try {
    return chunk.toString('utf8', 0, readSync(fd, chunk));
  } catch {
    return '';
  }
}

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

  it('writes lines together, soon after the first, or as soon as they are many', async () => {
    const file = join(folder, 'gathered.log');
    const fd = openSync(file, 'w');
    const output = new StandardOutput(() => undefined, fd);
    const written = () => readFileSync(file, 'utf8');
    output.write('one\n');
    output.write('two\n');
    expect(written()).toBe('');
    await waitFor('both lines', () => written() === 'one\ntwo\n');
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const long = `${'x'.repeat(20_000)}\n`;
    output.write(long);
    jest.useRealTimers();
    await waitFor('the long line', () => written() === `one\ntwo\n${long}`);
    closeSync(fd);
  });

  it('drops what nobody reads, and tells how many lines that were once somebody reads again', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
    const told: number[] = [];
    const output = new StandardOutput((count) => told.push(count), writer);
    const sent = 3_000;
    for (let n = 0; n < sent; n += 1) output.write(`${n} ${'x'.repeat(1_000)}\n`);
    await output.flush();
    let text = '';
    await waitFor('the count of dropped lines', () => {
      text += readAvailable(reader);
      return told.length > 0;
    });
    await waitFor('every line to be read or counted', () => {
      text += readAvailable(reader);
      return text.split('\n').length - 1 + (told[0] ?? 0) === sent;
    });
    expect(told).toHaveLength(1);
    closeSync(writer);
    closeSync(reader);
  });

  it('writes the rest at once for a process that exits', () => {
    const file = join(folder, 'rest.log');
    const fd = openSync(file, 'w');
    const output = new StandardOutput(() => undefined, fd);
    output.write('one\n');
    output.write('two\n');
    output.writeRest();
    output.writeRest();
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    closeSync(fd);
  });

  it('has nothing to flush where nothing was written', async () => {
    const fd = openSync(join(folder, 'none.log'), 'w');
    await new StandardOutput(() => undefined, fd).flush();
    closeSync(fd);
  });
});
