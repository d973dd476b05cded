import type { ChildProgram, ProgramDefinition } from '@interstella/local/programs';
import { messageOf } from '@interstella/libs/errors';
import { spawnNoted } from './leftovers.ts';

type Facts = Readonly<Record<string, string | number>>;

/** A program that can be broken on purpose for a while, and is then there again as it was. */
export class BreakableProgram {
  readonly #definition: ProgramDefinition;
  readonly #onEnded: (how: string) => void;
  #program: ChildProgram | undefined;
  /** That is being started. */
  #spawned: Promise<ChildProgram> | undefined;
  #facts: Facts = {};
  #isStopping = false;
  /** Undoes what was done to it. */
  #recover: (() => Promise<void>) | undefined;
  #recovered = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

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
    if (this.#isStopping) throw new Error('The kit is stopping.');
    const { port } = this.#facts;
    const env = { ...this.#definition.env, ...(port === undefined ? {} : { PORT: String(port) }) };
    this.#spawned = spawnNoted({ ...this.#definition, env });
    const program = await this.#spawned;
    this.#program = program;
    void program.explainEnd().then((how) => {
      if (this.#program === program && !this.#isStopping) this.#onEnded(how);
    });
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
    const dead = program.stop(0);
    this.#recoverAfter(forMs, async () => {
      await dead;
      await this.start();
      await onBack();
    });
    await dead;
  }

  /**
   * Lets it stand still for so many milliseconds. If this process is killed meanwhile, it does not notice: the next run
   * finds it by its record.
   *
   * @throws if it is away
   */
  hang(forMs: number): void {
    const program = this.#here();
    program.signal('SIGSTOP');
    this.#recoverAfter(forMs, () => {
      program.signal('SIGCONT');
      return Promise.resolve();
    });
  }

  /** Undoes at once whatever was done to it. Resolves when it is there as it was. @throws if it does not start again */
  heal(): Promise<void> {
    clearTimeout(this.#timer);
    const recover = this.#recover;
    this.#recover = undefined;
    if (recover) this.#recovered = recover();
    return this.#recovered;
  }

  /** Ends it for good, whatever was done to it: SIGTERM, and SIGKILL after the limit. */
  async stop(limitMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#spawned?.catch(() => undefined);
    this.#program?.signal('SIGCONT');
    await this.#program?.stop(limitMs);
  }

  #recoverAfter(ms: number, recover: () => Promise<void>): void {
    clearTimeout(this.#timer);
    this.#recover = recover;
    this.#timer = setTimeout(() => {
      this.heal().catch((error: unknown) => {
        if (!this.#isStopping) this.#onEnded(messageOf(error));
      });
    }, ms);
  }

  #here(): ChildProgram {
    if (this.#program) return this.#program;
    throw new Error(`${this.#definition.name} is away on purpose already. Wait until it is back.`);
  }
}
