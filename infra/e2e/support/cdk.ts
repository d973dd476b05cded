import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of processor time, of the program and of all that it started and waited for: the same on a busy machine. */
  readonly cpuSeconds: number;
}

/** bash tells the times on its own standard error; that of the program is channel 3. */
const TIMED = 'TIMEFORMAT="%U %S"; time "$0" "$@" 2>&3 3>&-';

const sum = (times: string): number =>
  times
    .trim()
    .split(' ')
    .reduce((total, time) => total + Number(time), 0);

/** Runs a program in the repository's root, without anybody's AWS configuration. */
export function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('bash', ['-c', TIMED, command, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, ...streams] = child.stdio;
  const said = streams.map((stream) => {
    const chunks: string[] = [];
    (stream as Readable).setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    return chunks;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const [stdout = '', times = '', stderr = ''] = said.map((chunks) => chunks.join(''));
      resolve({ code, stdout, stderr, cpuSeconds: sum(times) });
    });
  });
}

/** `npx cdk …`, as people type it. */
export function cdk(...args: string[]): Promise<Ran> {
  return run('npx', ['cdk', ...args]);
}
