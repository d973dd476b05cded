import { setTimeout as delay } from 'node:timers/promises';

const TICK_MS = 10;

/** Begins work at a steady rate, whether or not earlier work has ended. Resolves when all work has ended. */
export async function atARate(
  perSecond: number,
  durationMs: number,
  begin: () => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const underWay = new Set<Promise<void>>();
  let begun = 0;
  for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs = performance.now() - start) {
    for (; begun < (elapsedMs * perSecond) / 1_000; begun += 1) {
      const work = begin().finally(() => underWay.delete(work));
      underWay.add(work);
    }
    await delay(TICK_MS);
  }
  await Promise.all(underWay);
}
