import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { forwardSignals } from '@interstella/terminal/forward-signals.ts';
import { NamedError, UsageError } from '@interstella/libs/errors';

/** How many of the last lines of a command tell why it failed. */
const LINES_KEPT = 25;
const SHORT_LIMIT_MS = 30_000;
const MISSING =
  'Docker was not found on the PATH. Install Docker, or another engine with its command line. (Only `interstella images` and `--containers` need it: everything else runs without, `npm start` too.)';

export interface DockerCall {
  /** What it reads, such as a password: never among the arguments, where other users of the machine see it. */
  readonly input?: string;
  /** Told every line that it prints, on either stream. */
  readonly onLine?: (line: string) => void;
  /** In milliseconds; 30 s without it. */
  readonly timeLimitMs?: number;
}

/** A command of Docker's that failed, with its last lines. */
export class DockerFailure extends NamedError {
  readonly code = 'DOCKER_FAILED';
  readonly output: string;

  constructor(args: readonly string[], how: string, lines: readonly string[]) {
    super(
      `docker ${args[0] ?? ''} ${how}. The last that it said:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    );
    this.output = lines.join('\n');
  }
}

/**
 * Runs a command of Docker's from the repository's root, to its end.
 *
 * @returns what it printed to its standard output, without the last line break
 * @throws DockerFailure if it failed; UsageError if there is no Docker
 */
export function docker(args: readonly string[], options: DockerCall = {}): Promise<string> {
  const { input, onLine, timeLimitMs = SHORT_LIMIT_MS } = options;
  // Engines before 23 have BuildKit, and use it when they are told to.
  const child = spawn('docker', args, {
    cwd: ROOT,
    env: { ...process.env, DOCKER_BUILDKIT: '1' },
    timeout: timeLimitMs,
  });
  const stdout: string[] = [];
  const last: string[] = [];
  const keep = (line: string) => {
    if (line.trim() === '') return;
    if (last.push(line) > LINES_KEPT) last.shift();
    onLine?.(line);
  };
  createInterface(child.stdout).on('line', (line) => {
    stdout.push(line);
    keep(line);
  });
  createInterface(child.stderr).on('line', keep);
  // A process that ends early has perhaps not read all of it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new UsageError(MISSING) : error);
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout.join('\n'));
      else reject(new DockerFailure(args, endOf(code, signal, timeLimitMs), last));
    });
  });
  return forwardSignals(child, ended);
}

function endOf(code: number | null, signal: NodeJS.Signals | null, timeLimitMs: number): string {
  if (code !== null) return `failed with exit code ${code}`;
  return `was ended by ${signal ?? 'something'} (it may take ${timeLimitMs / 1000} s)`;
}

/** The engine that answers the command line. */
export interface Engine {
  readonly version: string;
  /** Such as `linux/amd64`: what it builds and runs unless told otherwise. */
  readonly platform: string;
  /** Whether containers can share this machine's own network, as they cannot where the engine runs in a machine of its own. */
  readonly sharesNetwork: boolean;
}

/** @throws UsageError if there is no Docker, or no engine that answers it */
export async function requireEngine(): Promise<Engine> {
  const facts = '{{.ServerVersion}}|{{.OSType}}|{{.Architecture}}|{{.OperatingSystem}}';
  try {
    const [version = '', os = '', machine = '', system = ''] = (
      await docker(['info', '--format', facts])
    ).split('|');
    // An engine that does not answer is no failure to all command lines.
    if (version === '') throw new DockerFailure(['info'], 'found no engine', []);
    return {
      version,
      platform: `${os}/${ARCHITECTURES[machine] ?? machine}`,
      sharesNetwork: process.platform === 'linux' && !system.includes('Docker Desktop'),
    };
  } catch (error) {
    if (!(error instanceof DockerFailure)) throw error;
    // Of an engine that does not answer, some command lines also say that the facts cannot be printed.
    const why = error.output.split('\n').findLast((line) => !line.startsWith('template:')) ?? '';
    throw new UsageError(
      `The Docker engine does not answer. Start it, or set DOCKER_HOST to one that runs. ${why}`,
      {
        cause: error,
      },
    );
  }
}

/** What Linux calls a processor, and what Docker does. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };
