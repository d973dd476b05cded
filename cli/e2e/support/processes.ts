import { execFileSync } from 'node:child_process';

export interface ListedProcess {
  readonly pid: number;
  readonly command: string;
}

/** The processes that a process has started and that still run. */
export function childrenOf(parent: number): ListedProcess[] {
  return processes()
    .filter(({ ppid }) => ppid === parent)
    .map(({ pid, command }) => ({ pid, command }));
}

/** The same, with theirs, and so on. */
export function processesBelow(ancestor: number): ListedProcess[] {
  return childrenOf(ancestor).flatMap((child) => [child, ...processesBelow(child.pid)]);
}

/** Whether a process still runs; one that has ended and only waits to be reaped does not. */
export function isRunning(pid: number): boolean {
  return isThere(pid) && processes().some((process) => process.pid === pid);
}

/** Asks the kernel alone, which is quicker by far than `ps`, but does not tell one that only waits to be reaped. */
function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function processes() {
  const listed = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return listed
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .filter(([, , , state = '']) => !state.startsWith('Z'))
    .map(([, pid, ppid, , command = '']) => ({ pid: Number(pid), ppid: Number(ppid), command }));
}
