import { spawn, type ChildProcess } from 'node:child_process';
import { ROOT } from '../../support/root.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is to end by itself and does not has failed; a passing one never waits for this. */
const LIMIT_MS = 110_000;

/** A command in the repository's root that runs until it ends by itself; its standard input is no terminal. */
export class Command {
  readonly ended: Promise<Ran>;
  readonly #child: ChildProcess;
  readonly #said = { stdout: '', stderr: '' };

  constructor(
    program: string,
    args: readonly string[],
    { env, input = '' }: { readonly env: Record<string, string>; readonly input?: string },
  ) {
    // In a group of its own, so that what it runs itself can be ended with it.
    const child = spawn(program, args, { cwd: ROOT, env, detached: true });
    const limit = setTimeout(() => {
      this.kill();
    }, LIMIT_MS);
    this.#child = child;
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => (this.#said[stream] += text));
    }
    // A command that does not read it may be gone before it is written.
    child.stdin.on('error', () => undefined).end(input);
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        clearTimeout(limit);
        resolve({ code, ...this.#said });
      });
    });
  }

  /** What it said so far. */
  get stdout(): string {
    return this.#said.stdout;
  }

  get hasEnded(): boolean {
    const { exitCode, signalCode } = this.#child;
    return exitCode !== null || signalCode !== null;
  }

  /** Ends it, and whatever it runs, at once. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.hasEnded) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended this very moment.
    }
  }
}
