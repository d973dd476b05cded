import { execFile, type ExecFileException } from 'node:child_process';
import { promisify } from 'node:util';

const LIMIT_MS = 30_000;

/** A command of Docker's, to its end. @returns what it printed. @throws Error with the last that it said */
export async function docker(args: readonly string[], limitMs = LIMIT_MS): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('docker', args, { timeout: limitMs, env: process.env });
    return stdout.trim();
  } catch (error) {
    throw new Error(`docker ${args[0] ?? ''}: ${explain(error as ExecFileException, limitMs)}`, {
      cause: error,
    });
  }
}

function explain({ code, killed, stderr = '', message }: ExecFileException, limitMs: number): string {
  if (code === 'ENOENT') {
    return 'Docker was not found on the PATH. Install it, or run the tasks as processes, without --containers';
  }
  if (killed === true) return `it took longer than ${limitMs} ms`;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return said === '' ? message : said;
}
