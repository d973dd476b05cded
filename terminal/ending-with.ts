import type { ChildProcess } from 'node:child_process';

/** What ends this program from outside. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Hands a child every signal that would end this program, and waits until the child has ended: none is left behind, and
 * what it was about is told.
 *
 * @param ended of the child
 */
export async function endingWith<T>(child: Pick<ChildProcess, 'kill'>, ended: Promise<T>): Promise<T> {
  const forward = (signal: NodeJS.Signals) => {
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    return await ended;
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}
