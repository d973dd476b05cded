import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** With its arguments. */
  readonly command: string;
}

/** The processes of this machine at one moment. */
export class ProcessList {
  readonly #processes: readonly ListedProcess[];

  /** @param text lines such as `123 45 node /path/hq/dist/main.js` */
  constructor(text: string) {
    this.#processes = text.split('\n').map((line) => {
      const [pid, parent, ...args] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), command: args.join(' ') };
    });
  }

  static async read(): Promise<ProcessList> {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='], {
      maxBuffer: 16 * 1_024 * 1_024,
      timeout: 10_000,
    });
    return new ProcessList(stdout);
  }

  /** The pid of a kit's own program, such as `hq/dist/main.js`. @throws Error if it does not run */
  programOf(kitPid: number, entry: string): number {
    const found = this.#childrenOf(kitPid).find(({ command }) => command.includes(entry));
    if (!found) throw new Error(`The kit runs no ${entry}.`);
    return found.pid;
  }

  has(pid: number): boolean {
    return this.#processes.some((one) => one.pid === pid);
  }

  /** The pids of a process's children, of their children, and so on. */
  descendantsOf(pid: number): number[] {
    return this.#childrenOf(pid).flatMap((child) => [child.pid, ...this.descendantsOf(child.pid)]);
  }

  #childrenOf(pid: number): readonly ListedProcess[] {
    return this.#processes.filter(({ parent }) => parent === pid);
  }
}
