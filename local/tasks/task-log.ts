import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Logs of tasks that have ended are worth something for a while. */
const KEPT_PER_GROUP = 20;
const SUFFIX = '.log';

/** Where a task's output goes. */
export function taskLogFile(folder: string, group: string, task: string): string {
  return join(folder, group, `${task}${SUFFIX}`);
}

/** The log files of a service or family, the newest first. */
export async function taskLogFiles(folder: string, group: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, group)).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith(SUFFIX))
      .map(async (name) => {
        const path = join(folder, group, name);
        const { birthtimeMs, mtimeMs } = await stat(path).catch(() => ({ birthtimeMs: 0, mtimeMs: 0 }));
        return { path, since: birthtimeMs || mtimeMs };
      }),
  );
  return files.sort((one, other) => other.since - one.since).map(({ path }) => path);
}

/** Deletes the oldest logs, so that there are never many. A task that still writes to one goes on doing so, unread. */
export async function pruneTaskLogs(folder: string, group: string): Promise<void> {
  const files = await taskLogFiles(folder, group);
  await Promise.all(files.slice(KEPT_PER_GROUP).map((path) => rm(path, { force: true })));
}
