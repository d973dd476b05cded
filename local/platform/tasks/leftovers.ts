import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { startOf } from './process-identity.ts';

const processRecord = v.object({
  task: v.string(),
  group: v.string(),
  pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
  /** As `startOf` has it. */
  start: v.string(),
});
export type ProcessRecord = v.InferOutput<typeof processRecord>;

/** Notes down which processes run, so that they are found again after this one was killed. */
export class ProcessRecords {
  readonly #folder: string;

  constructor(stateFolder: string) {
    this.#folder = folderIn(stateFolder);
  }

  /** At once, so that nobody is killed in between. @returns takes the note away */
  note(task: string, group: string, pid: number): () => void {
    const start = startOf(pid);
    if (start === undefined) return () => undefined;
    const path = join(this.#folder, `${task}.json`);
    const record: ProcessRecord = { task, group, pid, start };
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(path, JSON.stringify(record), { mode: 0o600 });
    return () => {
      rmSync(path, { force: true });
    };
  }
}

/**
 * Kills what an earlier run has left behind: a task that hung, and so did not notice that its supervisor was killed. Only
 * a process that is still the one that was noted down is touched.
 *
 * @returns what was killed
 */
export function cleanUpLeftovers(stateFolder: string): readonly ProcessRecord[] {
  const folder = folderIn(stateFolder);
  const killed: ProcessRecord[] = [];
  for (const name of namesIn(folder)) {
    const record = read(join(folder, name));
    if (record && startOf(record.pid) === record.start && kill(record.pid)) killed.push(record);
    rmSync(join(folder, name), { force: true });
  }
  return killed;
}

function folderIn(stateFolder: string): string {
  return join(stateFolder, 'tasks');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/** Undefined of what this kit has not written, or not to its end. */
function read(path: string): ProcessRecord | undefined {
  try {
    return v.parse(processRecord, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
