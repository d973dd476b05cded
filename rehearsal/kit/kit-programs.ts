import { join } from 'node:path';
import type { ProgramDefinition } from '@interstella/local/programs';
import { BreakableProgram } from './breakable-program.ts';
import { kitFolder, ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { endOrphans, spawnNoted } from './leftovers.ts';

/** Longer than a service allows itself, which is longer than the 15 s of an SNS attempt. */
const STOP_LIMIT_MS = 20_000;

type Environment = Readonly<Record<string, string>>;
export type Facts = Readonly<Record<string, string | number>>;

/** The programs that a kit runs, each a process of its own. */
export class KitPrograms {
  /** Resolves, with a sentence, when a program ends that nobody stopped. */
  readonly broken: Promise<string>;
  readonly #programs: { stop(limitMs: number): Promise<void> }[] = [];
  readonly #spawn: typeof spawnNoted;
  #onEnded: (how: string) => void = () => undefined;
  #isStopping = false;

  /** @param spawn for tests. @default a process */
  constructor(spawn = spawnNoted) {
    this.#spawn = spawn;
    this.broken = new Promise((resolve) => {
      this.#onEnded = (how) => {
        if (!this.#isStopping) resolve(how);
      };
    });
  }

  /**
   * @param entry from the root of the workspace
   * @returns what the program announces
   * @throws Error if it does not start
   */
  async start(name: string, entry: string, env: Environment): Promise<Facts> {
    if (this.#isStopping) throw new Error('The kit is stopping.');
    const spawned = this.#spawn(definitionOf(name, entry, env));
    // Before it has started, so that a stop of the kit at this moment waits for it and ends it.
    this.#programs.push({ stop: async (limitMs) => (await spawned.catch(() => undefined))?.stop(limitMs) });
    const program = await spawned;
    void program.explainEnd().then(this.#onEnded);
    return program.ready();
  }

  /** One that can be broken on purpose; it is still to be started. */
  breakable(name: string, entry: string, env: Environment): BreakableProgram {
    const program = new BreakableProgram(definitionOf(name, entry, env), this.#onEnded);
    this.#programs.push(program);
    return program;
  }

  /**
   * Ends the programs, the last started first, so that each finds those that it needs until its end; and then what one of
   * them that was killed could not end any more.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const program of this.#programs.toReversed()) await program.stop(STOP_LIMIT_MS);
    await endOrphans();
  }
}

function definitionOf(name: string, entry: string, env: Environment): ProgramDefinition {
  return {
    name,
    entry: join(ROOT, entry),
    env,
    logFile: join(kitFolder(), 'logs', `${name}.log`),
  };
}
