import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LIMIT_MS = 30_000;

/** A command of Docker's, to its end. @returns what it printed. @throws Error with the last that it said */
export async function docker(args: readonly string[], limitMs = LIMIT_MS): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('docker', args, { timeout: limitMs });
    return stdout.trim();
  } catch (error) {
    throw new Error(`docker ${args[0] ?? ''}: ${explain(error, limitMs)}`, { cause: error });
  }
}

function explain(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT') {
    return 'Docker was not found on the PATH. Install it, or run the tasks as processes, without --containers';
  }
  if ('killed' in error && error.killed === true) return `it took longer than ${limitMs} ms`;
  const said = 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : undefined;
  return said === undefined || said === '' ? error.message : said;
}
