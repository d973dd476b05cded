import { setTimeout as delay } from 'node:timers/promises';
import { usageOf } from '../processes/usage.ts';

const EVERY_MS = 500;

/** The highest resident memory of each process during the work, in MB (10⁶ bytes), read twice a second. */
export async function peakMemory<T>(
  pids: Readonly<Record<string, number>>,
  work: Promise<T>,
): Promise<{ readonly result: T; readonly peakMb: Readonly<Record<string, number>> }> {
  const peakMb: Record<string, number> = {};
  const over = new AbortController();
  const result = work.finally(() => {
    over.abort();
  });
  // It is awaited below.
  result.catch(() => undefined);
  while (!over.signal.aborted) {
    for (const [name, pid] of Object.entries(pids)) {
      // A process that has ended uses no memory; the number of restarts reports it.
      const { rssBytes } = await usageOf(pid).catch(() => ({ rssBytes: 0 }));
      peakMb[name] = Math.max(peakMb[name] ?? 0, rssBytes / 1e6);
    }
    await Promise.race([delay(EVERY_MS), result.catch(() => undefined)]);
  }
  return { result: await result, peakMb };
}
