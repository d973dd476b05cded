import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs too long has failed; a passing one never waits for this. */
const LIMIT_MS = 60_000;

/** A folder in which one kit keeps its state, so that tests never meet a kit that somebody runs on this machine. */
export class KitHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'interstella-kit-'));

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts a command as a person types it, and lets it run. */
  spawn(command: string, args: readonly string[]): RunningCommand {
    return new RunningCommand(command, args, this.folder);
  }

  /** Starts `npm start` without npm, on any free ports. */
  start(...args: string[]): RunningCommand {
    const ports = ['--port', '0', '--endpoint-port', '0', '--hq-port', '0'];
    return this.spawn(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'start', ...ports, ...args]);
  }

  /** Runs `interstella …` to its end. */
  interstella(...args: string[]): Promise<CommandResult> {
    return this.spawn(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), ...args]).ended;
  }

  /** Runs any command to its end. */
  run(command: string, ...args: string[]): Promise<CommandResult> {
    return this.spawn(command, args).ended;
  }
}

export class RunningCommand {
  readonly ended: Promise<CommandResult>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(command: string, args: readonly string[], home: string) {
    this.#child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        INTERSTELLA_HOME: home,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_DEFAULT_REGION: 'us-east-1',
      },
    });
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), LIMIT_MS);
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => {
        clearTimeout(limit);
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
}
