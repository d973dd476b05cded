import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogTail } from './log-tail.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interstella-logs-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const file = (task: string) => join(folder, `${task}.log`);
const texts = (lines: readonly { text: string }[]) => lines.map(({ text }) => text);

describe('the logs of a service', () => {
  it('end with the last lines of each task, the task that wrote last in the end', async () => {
    await writeFile(file('b'), 'b1\nb2\nb3\n');
    await writeFile(file('a'), 'a1\n');
    await utimes(file('b'), 1, 1);
    expect(await new LogTail(folder).last(2)).toEqual([
      { task: 'b', text: 'b2' },
      { task: 'b', text: 'b3' },
      { task: 'a', text: 'a1' },
    ]);
    expect(new LogTail(folder).leftOut).toBeUndefined();
  });

  it('leave out those of earlier runs', async () => {
    await writeFile(file('old'), 'old\n');
    await writeFile(file('new'), 'new\n');
    await utimes(file('old'), 1, 1);
    expect(texts(await new LogTail(folder, new Date(2_000)).last(10))).toEqual(['new']);
  });

  it('go on with what comes, also from tasks that start, and with whole lines only', async () => {
    await writeFile(file('a'), 'a1\nhalf');
    const tail = new LogTail(folder);
    expect(texts(await tail.last(10))).toEqual(['a1']);
    expect(await tail.next()).toEqual([]);
    await appendFile(file('a'), ' a line\n');
    await writeFile(file('b'), 'b1\n');
    expect(texts(await tail.next()).sort()).toEqual(['b1', 'half a line']);
  });

  it('show as many lines as asked for, of a log of any length, and none that is cut', async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => `${index} ${'x'.repeat(100)}`);
    await writeFile(file('a'), `${lines.join('\n')}\nhalf`);
    for (const count of [0, 1, 15_000, 30_000, 100_000]) {
      const shown = texts(await new LogTail(folder).last(count));
      expect(shown.length).toBe(Math.min(count, lines.length));
      expect(shown).toEqual(lines.slice(lines.length - shown.length));
    }
    await writeFile(file('a'), `${'x'.repeat(2_500_000)}\nlast\n`);
    expect(texts(await new LogTail(folder).last(1))).toEqual(['last']);
  });

  it('begin anew with a log that does', async () => {
    await writeFile(file('a'), 'a long first line\nhalf');
    const tail = new LogTail(folder);
    await tail.last(1);
    await truncate(file('a'));
    await appendFile(file('a'), 'new\n');
    expect(texts(await tail.next())).toEqual(['new']);
  });

  it('that are too many to be shown go on with what comes, not with what came before', async () => {
    const tasks = Array.from({ length: 12 }, (_, index) => `t${index}`);
    for (const [index, task] of tasks.entries()) {
      await writeFile(file(task), `${task} before\n`);
      await utimes(file(task), index, index);
    }
    const tail = new LogTail(folder);
    expect(texts(await tail.last(1))).toEqual(tasks.slice(2).map((task) => `${task} before`));
    expect(tail.leftOut).toBe(
      `These are the last lines of the 10 tasks that wrote last; the logs of 2 others are in ${folder}.`,
    );
    await appendFile(file('t0'), 't0 now\n');
    expect(texts(await tail.next())).toEqual(['t0 now']);
    for (const task of tasks) await appendFile(file(task), `${task} again\n`);
    expect(texts(await tail.next()).sort()).toEqual(tasks.map((task) => `${task} again`).sort());
  });

  it('may be one file, or none yet', async () => {
    await writeFile(file('hq'), 'h1\n');
    expect(await new LogTail(file('hq')).last(1)).toEqual([{ task: 'hq', text: 'h1' }]);
    expect(await new LogTail(join(folder, 'none')).exists()).toBe(false);
    expect(await new LogTail(file('hq')).exists()).toBe(true);
  });
});
