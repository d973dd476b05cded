import { ProcessList } from './process-list.ts';

/** Ends a process and its descendants by SIGKILL. A program that hangs does not notice that its parent is gone. */
export async function killTree(pid: number): Promise<void> {
  const processes = await ProcessList.read();
  for (const one of [pid, ...processes.descendantsOf(pid)]) kill(one);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has just ended.
  }
}
