import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Logs of tasks that have ended are worth something for a while. */
const KEPT_PER_GROUP = 20;
const SUFFIX = '.log';

/** Where a task's output goes. */
export function taskLogFile(folder: string, group: string, task: string): string {
  return join(folder, group, `${task}${SUFFIX}`);
}

/** The log files of a service or family, first that which was written to last. */
export async function taskLogFiles(folder: string, group: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, group)).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith(SUFFIX))
      .map(async (name) => {
        const path = join(folder, group, name);
        const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
        return { path, mtimeMs };
      }),
  );
  return files.sort((one, other) => other.mtimeMs - one.mtimeMs).map(({ path }) => path);
}

/** Deletes the logs that nobody has written to for the longest, so that there are never many. */
export async function pruneTaskLogs(folder: string, group: string): Promise<void> {
  const files = await taskLogFiles(folder, group);
  await Promise.all(files.slice(KEPT_PER_GROUP).map((path) => rm(path, { force: true })));
}
