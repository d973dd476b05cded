import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pruneTaskLogs, taskLogFile, taskLogFiles } from './task-log.ts';

describe("a service's logs", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interstella-task-logs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** @param time of the last line, in seconds since 1970 */
  const write = async (task: string, time: number) => {
    const path = taskLogFile(folder, 'interstella-iridium', task);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
    await utimes(path, time, time);
    return path;
  };

  it('are found, that with the latest line first', async () => {
    const late = await write('a', 2_000);
    const later = await write('b', 3_000);
    const early = await write('c', 1_000);
    expect(await taskLogFiles(folder, 'interstella-iridium')).toEqual([later, late, early]);
    expect(await taskLogFiles(folder, 'interstella-monolith')).toEqual([]);
  });

  it('are never many', async () => {
    for (let task = 0; task < 25; task += 1) await write(`task${task}`, 1_000 - task);
    await pruneTaskLogs(folder, 'interstella-iridium');
    const kept = await readdir(join(folder, 'interstella-iridium'));
    expect(kept).toHaveLength(20);
    expect(kept).toContain('task19.log');
    expect(kept).not.toContain('task20.log');
  });
});
