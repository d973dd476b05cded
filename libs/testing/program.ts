import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type Environment = Readonly<Record<string, string>>;

/** How a program ended: by itself with a code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * A program under test as a child process. Of this process's environment it gets only what it needs to run. It is killed if
 * the test ends without stopping it, and stops by itself if the test's process was killed.
 */
export class Program {
  /** Resolves when it has ended and all of its output was read. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #ready: Promise<number>;
  #stdout = '';
  #stderr = '';

  /** @param main the bundle to run; it announces its port, as `{ready: {port}}`, over the IPC channel */
  constructor(main: string, env: Environment) {
    const { PATH = '', HOME = '' } = process.env;
    this.#child = fork(main, {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH, HOME, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
    });
    running.add(this.#child);
    const { stdout, stderr } = this.#child;
    stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    // Not `close`, which never comes after a disconnect of ours.
    const closed = [stdout, stderr].flatMap((stream) => (stream ? [once(stream, 'close')] : []));
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        running.delete(this.#child);
        void Promise.all(closed).then(() => {
          resolve({ code, signal });
        });
      });
    });
    this.#ready = new Promise((resolve) => {
      this.#child.on('message', (message: { ready?: { port?: number } }) => {
        if (message.ready?.port !== undefined) resolve(message.ready.port);
      });
    });
  }

  /** Starts a program and waits until it is ready. */
  static async start(main: string, env: Environment): Promise<StartedProgram> {
    const program = new Program(main, env);
    const port = await Promise.race([program.#ready, program.exited]);
    if (typeof port !== 'number') throw new Error(`${main} ended before it was ready:\n${program.output}`);
    return Object.assign(program, { port, url: `http://127.0.0.1:${port}` });
  }

  /** All output so far, of both streams. */
  get output(): string {
    return this.#stdout + this.#stderr;
  }

  /** The log lines so far. */
  get lines(): string[] {
    return this.#stdout.split('\n').slice(0, -1);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Closes the IPC channel, as happens when the parent process ends. */
  letGo(): void {
    this.#child.disconnect();
  }

  /** Sends SIGTERM, as ECS does, and waits for the end. */
  stop(): Promise<Exit> {
    this.signal('SIGTERM');
    return this.exited;
  }
}

export type StartedProgram = Program & { readonly port: number; readonly url: string };
