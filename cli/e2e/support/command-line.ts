import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_LIMIT_MS } from '@interstella/libs/testing';
import { ROOT } from './root.ts';
import { type CommandResult, RunningCommand } from './running-command.ts';

export type { CommandResult, RunningCommand } from './running-command.ts';

/** The program behind `interstella`. */
export const INTERSTELLA = join(ROOT, 'scripts', 'run.mjs');

const ANY_PORTS = ['--port', '0', '--endpoint-port', '0', '--hq-port', '0'];

type Environment = Readonly<Record<string, string>>;

/** A folder in which one kit keeps its state, so that tests never meet a kit that somebody runs on this machine. */
export class KitHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'interstella-kit-'));

  /** @param isEmpty whether nothing may be in it before a test begins, such as what others have synthesized */
  constructor({ isEmpty = false }: { readonly isEmpty?: boolean } = {}) {
    // Each of them takes a second to make, and is kept under the hash of all that it comes from.
    const { INTERSTELLA_TEST_TEMPLATES } = process.env;
    if (isEmpty || INTERSTELLA_TEST_TEMPLATES === undefined) return;
    mkdirSync(INTERSTELLA_TEST_TEMPLATES, { recursive: true });
    symlinkSync(INTERSTELLA_TEST_TEMPLATES, join(this.folder, 'templates'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts `npm start` without npm, on any free ports, and lets it run. */
  start(...args: string[]): RunningCommand {
    return this.interstellaRunning('start', ...ANY_PORTS, ...args);
  }

  /** Starts `npm start` itself, in a process group of its own as a terminal does, and lets it run. */
  npmStart(env: Environment = {}): RunningCommand {
    return new RunningCommand('npm', ['start', '--', ...ANY_PORTS], {
      env: this.#environment(env),
      detached: true,
    });
  }

  /** Runs `interstella …`, however long that takes. */
  interstellaRunning(...args: string[]): RunningCommand {
    return this.interstellaWith({}, ...args);
  }

  /** The same with more in its environment. */
  interstellaWith(env: Environment, ...args: string[]): RunningCommand {
    return new RunningCommand(process.execPath, [INTERSTELLA, ...args], { env: this.#environment(env) });
  }

  /** Runs `interstella …` to its end. */
  interstella(...args: string[]): Promise<CommandResult> {
    return this.run(process.execPath, INTERSTELLA, ...args);
  }

  /** Runs any command to its end. */
  run(command: string, ...args: string[]): Promise<CommandResult> {
    return new RunningCommand(command, args, { env: this.#environment(), limitMs: TEST_LIMIT_MS }).ended;
  }

  #environment(env: Environment = {}): NodeJS.ProcessEnv {
    return {
      ...process.env,
      INTERSTELLA_HOME: this.folder,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_DEFAULT_REGION: 'us-east-1',
      ...env,
    };
  }
}
