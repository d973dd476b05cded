import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PRESENT, type Tree } from '../trees/tree.ts';
import { killTree } from './kill-tree.ts';

/** The built command line, which `npm start` and `npx interstella` run. */
export const INTERSTELLA = interstellaIn(PRESENT);

/** A kit waits up to ten seconds for orders in flight, and then ends its programs. */
const STOP_LIMIT_MS = 30_000;
/** In characters. The JSON of a migration is far shorter. */
const OUTPUT_LIMIT = 32 * 1_024 * 1_024;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
}

export interface KitOptions {
  /** @default the present tree */
  readonly tree?: Tree;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `interstella …` with a kit folder of its own, so that it meets no other kit. */
export class KitCommand {
  readonly ended: Promise<Ended>;
  readonly #name: string;
  readonly #process: ChildProcess;
  #stdout = '';
  #stderr = '';

  /** @param home the kit's folder */
  constructor(home: string, args: readonly string[], { tree = PRESENT, env = {} }: KitOptions = {}) {
    this.#name = `interstella ${args[0] ?? ''}`;
    this.#process = spawn(process.execPath, [interstellaIn(tree), ...args], {
      cwd: tree.root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...env,
        INTERSTELLA_HOME: home,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      if (this.#stdout.length > OUTPUT_LIMIT) this.#process.kill('SIGTERM');
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-OUTPUT_LIMIT);
    });
    this.ended = new Promise((resolve) => {
      this.#process.once('error', () => {
        resolve({ code: null, stdout: '' });
      });
      this.#process.once('close', (code) => {
        resolve({ code, stdout: this.#stdout });
      });
    });
  }

  /** 0 if the process could not be started. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Resolves when the output matches. @throws Error if the command ends before, or at the time limit */
  async waitForOutput(pattern: RegExp, limitMs: number): Promise<void> {
    const printed = new Promise<true>((resolve) => {
      const check = () => {
        if (pattern.test(this.#stdout)) resolve(true);
      };
      this.#process.stdout?.on('data', check);
      check();
    });
    const isPrinted = await this.#within(limitMs, Promise.race([printed, this.ended.then(() => false)]));
    if (!isPrinted) throw new Error(`${this.#name} ended by itself: ${this.#lastOutput()}`);
  }

  /** The whole output. @throws Error if the command was killed, printed nothing, or reaches the time limit */
  async output(limitMs: number): Promise<Ended> {
    const ended = await this.#within(limitMs, this.ended);
    if (ended.code === null || ended.stdout === '') {
      throw new Error(`${this.#name} ended with exit code ${String(ended.code)}: ${this.#lastOutput()}`);
    }
    return ended;
  }

  /** The exit code and output; undefined at the time limit. */
  endedWithin(limitMs: number): Promise<Ended | undefined> {
    return within(limitMs, this.ended);
  }

  /** Ends the command as Ctrl-C does; at the time limit by SIGKILL, with its programs and their tasks. */
  async stop(): Promise<void> {
    this.#process.kill('SIGINT');
    if (!(await within(STOP_LIMIT_MS, this.ended))) await killTree(this.pid);
    await this.ended;
  }

  async #within<T>(limitMs: number, work: Promise<T>): Promise<T> {
    const done = await within(
      limitMs,
      work.then((result) => ({ result })),
    );
    if (done) return done.result;
    throw new Error(`${this.#name} took longer than ${limitMs / 1_000} s. ${this.#lastOutput()}`);
  }

  #lastOutput(): string {
    return this.#stderr.trim() || this.#stdout.trim().slice(-500) || 'It printed nothing.';
  }
}

/** The built command line of a tree; an earlier commit has it in scripts/. */
function interstellaIn({ root }: Tree): string {
  const inRoom = (room: string) => join(root, room, 'dist', 'interstella.js');
  return existsSync(join(root, 'cli')) ? inRoom('cli') : inRoom('scripts');
}

/** The result of the work; undefined at the time limit. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limitMs, undefined);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
