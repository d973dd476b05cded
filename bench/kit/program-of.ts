import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The number of one of a kit's own programs, such as `hq/dist/main.js`. @throws Error if it does not run */
export async function programOf(kitPid: number, entry: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='], {
    maxBuffer: 16 * 1_024 * 1_024,
    timeout: 10_000,
  });
  const pid = findProgram(stdout, kitPid, entry);
  if (pid === undefined) throw new Error(`The kit runs no ${entry}.`);
  return pid;
}

/** Reads lines such as `123 45 node /path/hq/dist/main.js`. */
export function findProgram(listed: string, parent: number, entry: string): number | undefined {
  for (const line of listed.split('\n')) {
    const [pid, ppid, ...args] = line.trim().split(/\s+/);
    if (Number(ppid) === parent && args.join(' ').includes(entry)) return Number(pid);
  }
  return undefined;
}
