import { setTimeout as delay } from 'node:timers/promises';

/** Generous, so that a loaded machine passes too; a condition that comes true does not wait for it. */
const LIMIT_MS = 30_000;
const INTERVAL_MS = 10;

/**
 * Waits until a condition holds, and resolves with what it returned.
 *
 * @param what what is waited for, said when the limit is reached
 * @throws Error after 30 s
 */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined && value !== null) {
      return value as Exclude<T, false | null | undefined>;
    }
    if (performance.now() > end) throw new Error(`Waited ${LIMIT_MS} ms in vain for ${what}.`);
    await delay(INTERVAL_MS);
  }
}
