import type { ChildProcess } from 'node:child_process';

/** The signals that end this program. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Forwards signals to a child until it has ended. This program then ends after its child, and can say what the child did.
 *
 * @param ended resolves or rejects when the child has ended
 */
export async function forwardSignals<T>(child: Pick<ChildProcess, 'kill'>, ended: Promise<T>): Promise<T> {
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
