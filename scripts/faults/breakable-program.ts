import { spawn } from 'node:child_process';
import { ChildProgram, type ProgramDefinition } from '@interstella/local/programs';

type Facts = Readonly<Record<string, string | number>>;

/** A program that can be broken on purpose for a while, and is then there again as it was. */
export class BreakableProgram {
  readonly #definition: ProgramDefinition;
  readonly #onEnded: (how: string) => void;
  #program: ChildProgram | undefined;
  #facts: Facts = {};
  #isStopping = false;
  #restart: NodeJS.Timeout | undefined;

  /** @param onEnded told, in a sentence, that it has ended though nobody wanted that */
  constructor(definition: ProgramDefinition, onEnded: (how: string) => void) {
    this.#definition = definition;
    this.#onEnded = onEnded;
  }

  /** Whether it is away on purpose. */
  get isAway(): boolean {
    return this.#program === undefined;
  }

  /** Starts it, after its first time on the port that it had. @returns what it announces. @throws if it does not start */
  async start(): Promise<Facts> {
    const { port } = this.#facts;
    const env = { ...this.#definition.env, ...(port === undefined ? {} : { PORT: String(port) }) };
    const program = await ChildProgram.spawn({ ...this.#definition, env });
    this.#program = program;
    void program.explainEnd().then((how) => {
      if (this.#program === program && !this.#isStopping) this.#onEnded(how);
    });
    if (this.#isStopping) await program.stop(0);
    this.#facts = await program.ready();
    return this.#facts;
  }

  /**
   * Kills it, and starts it again after so many milliseconds. Resolves when it is dead.
   *
   * @param onBack called when it is there again
   * @throws if it is away already
   */
  async kill(forMs: number, onBack: () => Promise<void>): Promise<void> {
    const program = this.#here();
    this.#program = undefined;
    await program.stop(0);
    this.#restart = setTimeout(() => {
      this.start()
        .then(onBack)
        .catch((error: unknown) => {
          if (!this.#isStopping) this.#onEnded(error instanceof Error ? error.message : String(error));
        });
    }, forMs);
  }

  /**
   * Lets it stand still for so many milliseconds. A process of its own wakes it, so that it wakes, and sees that nobody
   * is left, even when this one was killed meanwhile.
   *
   * @throws if it is away
   */
  hang(forMs: number): void {
    const program = this.#here();
    program.signal('SIGSTOP');
    const script = 'sleep "$1"; kill -CONT "$2"';
    const waker = ['-c', script, 'waker', String(forMs / 1_000), String(program.pid)];
    spawn('sh', waker, { stdio: 'ignore', detached: true }).unref();
  }

  /** Ends it for good, whatever was done to it: SIGTERM, and SIGKILL after the limit. */
  async stop(limitMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    this.#program?.signal('SIGCONT');
    await this.#program?.stop(limitMs);
  }

  #here(): ChildProgram {
    if (this.#program) return this.#program;
    throw new Error(`${this.#definition.name} is away on purpose already. Wait until it is back.`);
  }
}
