import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.ts';

const RUN = join(ROOT, 'scripts', 'run.mjs');
const ANY_PORTS = ['--port', '0', '--endpoint-port', '0', '--hq-port', '0'];

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is to end by itself and does not has failed; a passing one never waits for this. */
const LIMIT_MS = 60_000;

/** A folder in which one kit keeps its state, so that tests never meet a kit that somebody runs on this machine. */
export class KitHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'interstella-kit-'));

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts `npm start` without npm, on any free ports, and lets it run. */
  start(...args: string[]): RunningCommand {
    return new RunningCommand(process.execPath, [RUN, 'start', ...ANY_PORTS, ...args], this.folder);
  }

  /** Starts `npm start` itself, in a process group of its own as a terminal does, and lets it run. */
  npmStart(env: Readonly<Record<string, string>> = {}): RunningCommand {
    return new RunningCommand('npm', ['start', '--', ...ANY_PORTS], this.folder, { env, detached: true });
  }

  /** Runs `interstella …`, however long that takes. */
  interstellaRunning(...args: string[]): RunningCommand {
    return new RunningCommand(process.execPath, [RUN, ...args], this.folder);
  }

  /** Runs `interstella …` to its end. */
  interstella(...args: string[]): Promise<CommandResult> {
    return this.run(process.execPath, RUN, ...args);
  }

  /** Runs any command to its end. */
  run(command: string, ...args: string[]): Promise<CommandResult> {
    const running = new RunningCommand(command, args, this.folder);
    const limit = setTimeout(() => {
      running.signal('SIGKILL');
    }, LIMIT_MS);
    return running.ended.finally(() => {
      clearTimeout(limit);
    });
  }
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own. */
  readonly detached?: boolean;
}

/** A command as a person types it. It runs until it ends, or the test ends it. */
export class RunningCommand {
  readonly ended: Promise<CommandResult>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(
    command: string,
    args: readonly string[],
    home: string,
    { env, detached = false }: Surroundings = {},
  ) {
    this.#child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached,
      env: {
        ...process.env,
        INTERSTELLA_HOME: home,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_DEFAULT_REGION: 'us-east-1',
        ...env,
      },
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => {
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The command could not be started.');
    return this.#child.pid;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get output(): string {
    return this.#stdout + this.#stderr;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
  /** What Ctrl-C does in a terminal: the signal goes to every process of the group, and npm passes it on as well. */
  interruptGroup(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  /** Stops reading what it prints, as `| head` does. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }
}
