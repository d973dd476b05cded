import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { messageOf, NamedError, UsageError } from '@interstella/libs/errors';

/** How many of the last lines of a command tell why it failed. */
const LINES_KEPT = 25;
const SHORT_LIMIT_MS = 30_000;
const MISSING =
  'Docker was not found on the PATH. Install Docker, or another engine with its command line. (Only `interstella images` and `--containers` need it: everything else runs without, `npm start` too.)';

export interface DockerCall {
  /** What it reads, such as a password: never among the arguments, where other users of the machine see it. */
  readonly input?: string;
  /** More for its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default where this program was started */
  readonly cwd?: string;
  /** Told every line that it prints, on either stream. */
  readonly onLine?: (line: string) => void;
  /** In milliseconds. @default 30,000 */
  readonly timeLimitMs?: number;
  /** Wraps the wait for its end, such as to hand it the signals that this program gets. */
  readonly attend?: (child: ChildProcess, ended: Promise<string>) => Promise<string>;
}

/** A command of Docker's that failed, with its last lines. */
export class DockerFailure extends NamedError {
  readonly code = 'DOCKER_FAILED';
  readonly output: string;

  constructor(args: readonly string[], how: string, lines: readonly string[]) {
    const said = ['The last that it said:', ...lines.map((line) => `  ${line}`)].join('\n');
    super(`docker ${args[0] ?? ''} ${how}.${lines.length > 0 ? ` ${said}` : ''}`);
    this.output = lines.join('\n');
  }
}

/**
 * Runs a command of Docker's to its end.
 *
 * @returns what it printed to its standard output, without the last line break
 * @throws DockerFailure if it failed; UsageError if there is no Docker
 */
export function docker(args: readonly string[], options: DockerCall = {}): Promise<string> {
  const { input, env, cwd, onLine, timeLimitMs = SHORT_LIMIT_MS } = options;
  const child = spawn('docker', args, {
    cwd,
    // Engines before 23 have BuildKit, and use it when they are told to.
    env: { ...process.env, DOCKER_BUILDKIT: '1', ...env },
  });
  // The limit that `spawn` has would keep this program from ending for as long, where there is no Docker.
  const limit = setTimeout(() => child.kill(), timeLimitMs);
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
  }).finally(() => {
    clearTimeout(limit);
  });
  return options.attend?.(child, ended) ?? ended;
}

/** Why a command of Docker's failed, on one line. */
export function dockerReason(error: unknown): string {
  const said = error instanceof DockerFailure ? error.output : '';
  return said === '' ? messageOf(error) : said.slice(said.lastIndexOf('\n') + 1);
}

function endOf(code: number | null, signal: NodeJS.Signals | null, timeLimitMs: number): string {
  if (code !== null) return `failed with exit code ${code}`;
  return `was ended by ${signal ?? 'something'} (time limit: ${timeLimitMs / 1_000} s)`;
}
