import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UsageError } from '@interstella/libs/errors';

const run = promisify(execFile);
const TIME_LIMIT_MS = 3_000;
const SEARCHED_PORTS = 100;
const POLL_MS = 50;

/** A port that a program is to listen on, and the option that chooses it. 0 is any port. */
export interface WantedPort {
  readonly port: number;
  readonly option: string;
}

/**
 * @param command that takes the options, such as `npm start`
 * @param patienceMs how long one that is taken may stay so: the kernel takes ports from the killed a little later
 * @throws UsageError naming who holds a port and how to choose another
 */
export async function assertPortsFree(
  wanted: readonly WantedPort[],
  command: string,
  patienceMs = 0,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const fixed = wanted.filter(({ port }) => port !== 0);
  for (const [index, { port, option }] of fixed.entries()) {
    const other = fixed.slice(index + 1).find((later) => later.port === port);
    if (other) throw new UsageError(`${option} and ${other.option} are both ${port}; they must differ.`);
  }
  for (const { port, option } of fixed) {
    let free = await isFree(port);
    while (!free && Date.now() < deadline) {
      await delay(POLL_MS);
      free = await isFree(port);
    }
    if (free) continue;
    const other = await freePortFor(port, fixed);
    throw new UsageError(
      portTakenMessage(port, `${command} -- ${option} ${other}`, await holderOf(port), process.platform),
      { code: 'PORT_TAKEN' },
    );
  }
}

export function portTakenMessage(
  port: number,
  way: string,
  holder: string | undefined,
  platform: NodeJS.Platform,
): string {
  const who = holder ?? 'another program (which one could not be told)';
  const hint =
    platform === 'darwin' && port === 5000
      ? ' On macOS, AirPlay Receiver holds port 5000: switch it off in System Settings → General → AirDrop & Handoff.'
      : '';
  return `Port ${port} is taken by ${who}.${hint} Free it, or choose another port: ${way}`;
}

/** A free port near the one wanted, and not one that the kit itself wants. */
async function freePortFor(port: number, wanted: readonly WantedPort[]): Promise<number> {
  for (let other = port + 1; other <= Math.min(port + SEARCHED_PORTS, 65_535); other += 1) {
    if (!wanted.some((one) => one.port === other) && (await isFree(other))) return other;
  }
  return 0;
}

/** Free on every address that `localhost` may mean: curl may try ::1 first, where somebody else would answer. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 has nobody on ::1 either.
      resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES');
    });
    probe.listen({ port, host, exclusive: true }, () => {
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
