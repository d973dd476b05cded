import { join } from 'node:path';
import { bundleOf, TEST_LIMIT_MS } from '@interstella/libs/testing';
import { ChildProgram } from '@interstella/local/programs';

type Environment = Readonly<Record<string, string>>;
type Facts = Readonly<Record<string, string | number>>;

/** A program of ours that a test can kill and start again where it was. */
export class RunningProgram {
  /** What the program announced when it was ready. */
  facts: Facts = {};
  readonly #room: string;
  /** Where its log is, while the test runs. */
  readonly logFile: string;
  #env: Environment;
  #spawning: Promise<ChildProgram> | undefined;
  #program: ChildProgram | undefined;
  #isOver = false;

  /** @param room whose program it is, as it was built */
  constructor(room: string, env: Environment, logFolder: string) {
    this.#room = room;
    this.#env = env;
    this.logFile = join(logFolder, `${room}.log`);
  }

  get url(): string {
    return `http://127.0.0.1:${this.facts.port ?? ''}`;
  }

  /** Starts the program, after its end on the same port as before. @param changes of its environment */
  async start(changes: Environment = {}): Promise<void> {
    if (this.#isOver) throw new Error('The test is over.');
    const { port } = this.facts;
    this.#env = { ...this.#env, ...changes, ...(port === undefined ? {} : { PORT: String(port) }) };
    const definition = { name: this.#room, entry: bundleOf(this.#room), logFile: this.logFile };
    this.#spawning = ChildProgram.spawn({ ...definition, env: this.#env });
    this.#program = await this.#spawning;
    this.facts = await this.#program.ready();
  }

  /** Has the program stand still (SIGSTOP), or go on (SIGCONT). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#program?.signal(signal);
  }

  /** SIGKILL, sent at once; resolves when the program is gone. */
  async kill(): Promise<void> {
    await this.#program?.stop(0);
  }

  /** SIGTERM; resolves with a sentence about how the program ended. */
  async stop(): Promise<string> {
    await this.#program?.stop(TEST_LIMIT_MS);
    return this.#program?.ended ?? 'It was never started.';
  }

  /** Kills it for good, also when it is just being started. */
  async end(): Promise<void> {
    this.#isOver = true;
    const program = await this.#spawning?.catch(() => undefined);
    await program?.stop(0);
  }
}
