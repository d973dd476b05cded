import { setTimeout as delay } from 'node:timers/promises';
import { usageOf } from '../processes/usage.ts';

const EVERY_MS = 500;

/** The highest resident memory of each process while work goes on, in MB (10⁶ bytes), looked at twice a second. */
export async function peakMemory<T>(
  pids: Readonly<Record<string, number>>,
  work: Promise<T>,
): Promise<{ readonly result: T; readonly peakMb: Readonly<Record<string, number>> }> {
  const peakMb: Record<string, number> = {};
  const over = new AbortController();
  const result = work.finally(() => {
    over.abort();
  });
  // It is waited for below.
  result.catch(() => undefined);
  while (!over.signal.aborted) {
    for (const [name, pid] of Object.entries(pids)) {
      // One that was ended has no more; that is told otherwise.
      const { rssBytes } = await usageOf(pid).catch(() => ({ rssBytes: 0 }));
      peakMb[name] = Math.max(peakMb[name] ?? 0, rssBytes / 1e6);
    }
    await Promise.race([delay(EVERY_MS), result.catch(() => undefined)]);
  }
  return { result: await result, peakMb };
}
