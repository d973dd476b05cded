import { spawn, type ChildProcess } from 'node:child_process';
import { ROOT } from './root.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** All that it sees. */
  readonly env: NodeJS.ProcessEnv;
  /** What is piped into it. */
  readonly input?: string;
  /** In a process group of its own, as a terminal does, and ended with all of it. @default false */
  readonly detached?: boolean;
  /** Ends it after so many milliseconds: it was to end by itself. @default never */
  readonly limitMs?: number;
}

/** A command as a person types it in the repository's root. It runs until it ends, or the test ends it. */
export class RunningCommand {
  readonly ended: Promise<CommandResult>;
  readonly #child: ChildProcess;
  readonly #isGroup: boolean;
  #stdout = '';
  #stderr = '';

  constructor(
    command: string,
    args: readonly string[],
    { env, input = '', detached = false, limitMs }: Surroundings,
  ) {
    const child = spawn(command, args, { cwd: ROOT, env, detached });
    this.#child = child;
    this.#isGroup = detached;
    const limit =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            this.kill();
          }, limitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    // A command that does not read it may be gone before it is written.
    child.stdin.on('error', () => undefined).end(input);
    this.ended = new Promise((resolve, reject) => {
      child.once('error', (error) => {
        clearTimeout(limit);
        reject(error);
      });
      child.once('close', (code) => {
        clearTimeout(limit);
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The command could not be started.');
    return this.#child.pid;
  }

  /** What it said so far. */
  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get output(): string {
    return this.#stdout + this.#stderr;
  }

  get hasEnded(): boolean {
    const { exitCode, signalCode } = this.#child;
    return exitCode !== null || signalCode !== null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** What Ctrl-C does in a terminal: the signal goes to every process of the group, and npm passes it on as well. */
  interruptGroup(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  /** Ends it at once; if it has a group of its own, with whatever it runs. */
  kill(): void {
    if (this.#child.pid === undefined || this.hasEnded) return;
    if (!this.#isGroup) {
      this.signal('SIGKILL');
      return;
    }
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // It ended this very moment.
    }
  }

  /** Stops reading what it prints, as `| head` does. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }
}
