import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, 'run-functions.mjs');

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** One environment that Lambda runs functions of a bundle in: a process of its own, killed when an event takes too long. */
export class FunctionEnvironment {
  readonly #child: ChildProcess;
  readonly #ready: Promise<unknown>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #events = 0;
  #output = '';

  constructor(bundle: string, env: Readonly<Record<string, string>>) {
    const { PATH = '' } = process.env;
    this.#child = fork(PROGRAM, [bundle], { execArgv: [], silent: true, env: { PATH, ...env } });
    this.#ready = Promise.race([once(this.#child, 'message'), once(this.#child, 'exit')]);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    this.#child.on('message', (answer: Answer) => this.#waiting.get(answer.id ?? 0)?.(answer));
    this.#child.once('exit', () => {
      for (const answer of this.#waiting.values()) answer({ error: `The process ended.\n${this.#output}` });
    });
  }

  /** @throws Error what the handler does, or that the time was out, after which the environment is gone */
  async invoke<T>(handler: 'api' | 'close' | 'tick', event: object, limitMs: number): Promise<T> {
    await this.#ready;
    if (this.#isGone) throw new Error(`The environment is gone.\n${this.#output}`);
    this.#events += 1;
    const id = this.#events;
    const { error, result } = await new Promise<Answer>((resolve) => {
      const timer = setTimeout(() => {
        resolve({ error: 'Task timed out.' });
        void this.stop();
      }, limitMs);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#child.send({ id, handler, event, limitMs });
    });
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(error);
    return result as T;
  }

  pass(ms: number): void {
    if (!this.#isGone) this.#child.send({ passMs: ms });
  }

  /** At once, as Lambda ends an environment. */
  async stop(): Promise<void> {
    if (this.#isGone) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  get #isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
