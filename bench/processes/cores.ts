import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The core of each process; undefined where the system chooses. */
export interface Cores {
  readonly server: number | undefined;
  readonly generator: number | undefined;
  readonly upstream: number | undefined;
}

const FREE: Cores = { server: undefined, generator: undefined, upstream: undefined };

/**
 * Gives the server a core of its own on Linux with two cores or more, so that the processes around it do not share its
 * core.
 */
export async function assignCores(): Promise<Cores> {
  const allowed = await allowedCores();
  const [server, generator, upstream = generator] = allowed;
  return server === undefined || generator === undefined ? FREE : { server, generator, upstream };
}

async function allowedCores(): Promise<number[]> {
  try {
    const status = await readFile('/proc/self/status', 'utf8');
    const cores = parseCoreList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '');
    await promisify(execFile)('taskset', ['-c', cores.join(), 'true']);
    return cores;
  } catch {
    return [];
  }
}

/** Reads `0-2,5` as 0, 1, 2 and 5. */
export function parseCoreList(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
