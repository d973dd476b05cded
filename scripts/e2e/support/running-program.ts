import { join } from 'node:path';
import { bundleOf } from '@interstella/libs/testing';
import { ChildProgram } from '../../start/child-program.ts';

type Environment = Readonly<Record<string, string>>;
type Facts = Readonly<Record<string, string | number>>;

const STOP_LIMIT_MS = 15_000;

/** A program of ours that a test can kill and start again where it was. */
export class RunningProgram {
  readonly #room: string;
  readonly #logFile: string;
  #env: Environment;
  #program: ChildProgram;
  #facts: Facts;

  private constructor(room: string, logFile: string, env: Environment, program: ChildProgram, facts: Facts) {
    this.#room = room;
    this.#logFile = logFile;
    this.#env = env;
    this.#program = program;
    this.#facts = facts;
  }

  /** @param room whose program it is, as it was built */
  static async start(room: string, env: Environment, logFolder: string): Promise<RunningProgram> {
    const logFile = join(logFolder, `${room}.log`);
    const { program, facts } = await launch(room, env, logFile);
    return new RunningProgram(room, logFile, env, program, facts);
  }

  get facts(): Facts {
    return this.#facts;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#facts.port ?? ''}`;
  }

  /** SIGKILL, sent at once; resolves when the program is gone. */
  kill(): Promise<void> {
    return this.#program.stop(0);
  }

  /** SIGTERM; resolves with a sentence about how the program ended. */
  async stop(): Promise<string> {
    await this.#program.stop(STOP_LIMIT_MS);
    return this.#program.ended;
  }

  /** Starts the program again after its end, on the same port. @param changes of its environment */
  async start(changes: Environment = {}): Promise<void> {
    this.#env = { ...this.#env, ...changes, PORT: String(this.#facts.port) };
    const { program, facts } = await launch(this.#room, this.#env, this.#logFile);
    this.#program = program;
    this.#facts = facts;
  }
}

async function launch(room: string, env: Environment, logFile: string) {
  const program = await ChildProgram.spawn({ name: room, entry: bundleOf(room), env, logFile });
  return { program, facts: await program.ready() };
}
