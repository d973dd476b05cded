import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { runWithProgress, type Job } from './run-with-progress.ts';
import { StoppedError } from '@interstella/libs/errors';

const CURSOR_HIDDEN = '\u001B[?25l';
const CURSOR_SHOWN = '\u001B[?25h';

let written: string;
let interrupt: (reason: Error) => void;
let interrupted: Promise<never>;
const { isTTY } = process.stdout;

beforeEach(() => {
  written = '';
  process.stdout.isTTY = true;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  interrupted = new Promise((_resolve, reject) => {
    interrupt = reject;
  });
});
afterEach(() => {
  process.stdout.isTTY = isTTY;
  jest.restoreAllMocks();
});

/** Says something, and goes on for ever. */
const endless = (title: string): Job => ({
  title,
  run: (show) => {
    show(`${title} is under way`);
    return new Promise(() => undefined);
  },
});

const quick = (title: string): Job => ({ title, run: () => Promise.resolve() });

describe('work that is shown', () => {
  it('is done in turn, and may say in the end how long it took', async () => {
    const jobs = [quick('First'), { title: 'Second', run: () => Promise.resolve('Second  2.0 s') }];
    await runWithProgress(jobs, { output: 'lines', interrupted });
    expect(written).toMatch(/First[^]*Second\n[^]*Second {2}2\.0 s\n/);
  });

  it.each(['terminal', 'lines', 'nothing'] as const)(
    'ends at once when it is stopped (%s)',
    async (output) => {
      const never = jest.fn(() => Promise.resolve());
      const jobs = [endless('Endless'), { title: 'Never begun', run: never }];
      const running = runWithProgress(jobs, { output, interrupted });
      await new Promise(setImmediate);
      interrupt(new StoppedError('Stopped.'));
      await expect(running).rejects.toThrow(new StoppedError('Stopped.'));
      expect(never).not.toHaveBeenCalled();
      expect(written).toContain(
        { terminal: 'Endless: stopped', lines: 'Endless [SKIPPED: stopped]', nothing: '' }[output],
      );
      expect(written).not.toContain('FAILED');
    },
  );

  it.each([
    ['it is stopped', new StoppedError('Stopped.')],
    ['there is no going on', new Error('HQ ended.')],
  ])('gives the terminal its cursor back when %s, and writes nothing after that', async (_when, reason) => {
    let show: (text: string) => void = () => undefined;
    const job: Job = {
      title: 'Endless',
      run: (showing) => {
        show = showing;
        return new Promise(() => undefined);
      },
    };
    const running = runWithProgress([job], { output: 'terminal', interrupted });
    await new Promise(setImmediate);
    expect(written).toContain(CURSOR_HIDDEN);
    interrupt(reason);
    await expect(running).rejects.toThrow(reason);
    expect(written.lastIndexOf(CURSOR_SHOWN)).toBeGreaterThan(written.lastIndexOf(CURSOR_HIDDEN));
    const before = written;
    show('still at it');
    await new Promise(setImmediate);
    expect(written).toBe(before);
  });

  it('fails with what the first to fail throws', async () => {
    const failing = { title: 'Fails', run: () => Promise.reject(new Error('no')) };
    await expect(
      runWithProgress([failing, quick('Never')], { output: 'nothing', interrupted }),
    ).rejects.toThrow('no');
  });
});
