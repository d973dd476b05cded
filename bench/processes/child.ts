import { spawn, type ChildProcess, type Serializable, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { usageOf, type Usage } from './usage.ts';

const READY_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 5_000;

export interface ChildOptions {
  /** The name in messages, such as `monolith`. */
  readonly name: string;
  /** The program to run with this Node, and its arguments. */
  readonly program: readonly [file: string, ...args: string[]];
  readonly env: Readonly<Record<string, string>>;
  /** A file descriptor for its log. @default the log is dropped */
  readonly stdout?: number | undefined;
  /** The processor core that it is pinned to. @default none */
  readonly core?: number | undefined;
}

/** A process of this run that answers over IPC. It ends on a signal, and by itself if this process is gone. */
export class Child {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  #port = 0;

  constructor({ name, program, env, stdout, core }: ChildOptions) {
    this.name = name;
    const node = [process.execPath, ...program];
    const [command = '', ...args] = core === undefined ? node : ['taskset', '-c', String(core), ...node];
    const stdio: StdioOptions = ['ignore', stdout ?? 'ignore', 'inherit', 'ipc'];
    this.#process = spawn(command, args, { stdio, env });
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', () => {
        resolve();
      });
      this.#process.once('error', () => {
        resolve();
      });
    });
  }

  /** The port on which it listens, once it is ready. */
  get port(): number {
    return this.#port;
  }

  /** Resolves when the process has announced itself. @throws Error if it ends before, or at the time limit */
  async ready(): Promise<this> {
    const message = (await this.#nextMessage(READY_LIMIT_MS)) as { ready?: { port?: number } };
    this.#port = message.ready?.port ?? 0;
    return this;
  }

  /** Sends a command and resolves with the answer. @throws Error with the reason if it answers `{failed: reason}` */
  async ask(command: Serializable, timeLimitMs: number): Promise<unknown> {
    const answer = this.#nextMessage(timeLimitMs);
    this.#process.send(command);
    const message = await answer;
    if (typeof message === 'object' && message !== null && 'failed' in message) {
      throw new Error(String(message.failed));
    }
    return message;
  }

  /** The processor time and memory that it has used. */
  usage(): Promise<Usage> {
    return usageOf(this.#process.pid ?? 0);
  }

  /** Ends the process by SIGTERM; at the time limit by SIGKILL. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  async #nextMessage(timeLimitMs: number): Promise<unknown> {
    const over = new AbortController();
    const timer = setTimeout(() => {
      over.abort(new Error(`${this.name} sent nothing for ${timeLimitMs} ms.`));
    }, timeLimitMs);
    void this.#exited.then(() => {
      over.abort(new Error(`${this.name} ended by itself; its last output is above.`));
    });
    try {
      const [message] = (await once(this.#process, 'message', { signal: over.signal })) as [unknown];
      return message;
    } catch (error) {
      throw over.signal.aborted ? over.signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  }
}
