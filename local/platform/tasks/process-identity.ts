import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process was started, as the machine tells it: together with the number of the process that is the process itself,
 * also after its number was given to another one. Undefined if there is no such process.
 */
export function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid);
}

/** In clock ticks since this boot. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may have spaces; what follows it begins with the third field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie is gone but for its parent.
    if (fields[0] === 'Z') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${fields[19] ?? ''}`;
  } catch {
    return undefined;
  }
}

/** `ps` prints the time in the caller's zone and language, so every call sets the same ones. */
export function startElsewhere(pid: number): string | undefined {
  try {
    const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C' };
    const stdio = ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'];
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { stdio, env, timeout: 5_000 });
    return start.toString().trim() || undefined;
  } catch {
    return undefined;
  }
}
