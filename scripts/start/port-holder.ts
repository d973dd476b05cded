import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { UsageError } from '../terminal/usage-error.ts';

const run = promisify(execFile);
const TIME_LIMIT_MS = 3_000;

/** @throws UsageError naming who holds the port and how to choose another */
export async function assertPortFree(port: number, option: string): Promise<void> {
  if (port === 0 || (await isFree(port))) return;
  throw new UsageError(portTakenMessage(port, option, await holderOf(port), process.platform));
}

export function portTakenMessage(
  port: number,
  option: string,
  holder: string | undefined,
  platform: NodeJS.Platform,
): string {
  const who = holder ?? 'another program (which one could not be told)';
  const hint =
    platform === 'darwin' && port === 5000
      ? ' On macOS, AirPlay Receiver holds port 5000: switch it off in System Settings → General → AirDrop & Handoff.'
      : '';
  return `Port ${port} is taken by ${who}.${hint} Free it, or choose another port: npm start -- ${option} ${port + 1}`;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

/** Asks lsof (macOS, most Linux), then ss (Linux). Without either, or without the right to know, undefined. */
async function holderOf(port: number): Promise<string | undefined> {
  const lsof = await output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const byLsof = /p(\d+)\nc(.+)/.exec(lsof);
  if (byLsof) return `${byLsof[2] ?? ''} (process ${byLsof[1] ?? ''})`;
  const ss = await output('ss', ['-Hltnp', `sport = :${port}`]);
  const bySs = /\("([^"]+)",pid=(\d+)/.exec(ss);
  return bySs ? `${bySs[1] ?? ''} (process ${bySs[2] ?? ''})` : undefined;
}

async function output(command: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(command, [...args], { timeout: TIME_LIMIT_MS })).stdout;
  } catch {
    return '';
  }
}
