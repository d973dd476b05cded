import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The usage of a process with all its threads, read from outside so that measuring costs it nothing. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** Linux counts a process's time in hundredths of a second in /proc, whatever the kernel's own clock. */
const TICK_MS = 10;

/** @throws Error if there is no such process */
export async function usageOf(pid: number): Promise<Usage> {
  if (process.platform === 'linux') {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    return parseProc(stat, status);
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'time=,rss=', '-p', String(pid)]);
  return parsePs(stdout);
}

/** @see proc_pid_stat(5): fields 14 and 15, utime and stime, counted after the name, which may contain anything */
export function parseProc(stat: string, status: string): Usage {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const resident = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
    rssBytes: Number(resident) * 1_024,
  };
}

/** Reads `0:01.25 51200`: minutes, seconds and hundredths; KiB. */
export function parsePs(line: string): Usage {
  const [time = '', rss = ''] = line.trim().split(/\s+/);
  const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpuMs: seconds * 1_000, rssBytes: Number(rss) * 1_024 };
}
