import { setTimeout as delay } from 'node:timers/promises';
import { TEST_LIMIT_MS } from './test-limit.ts';

const INTERVAL_MS = 10;

/**
 * Waits until a condition holds, and resolves with what it returned.
 *
 * @param what what is waited for, said when the limit is reached
 * @throws Error after two minutes
 */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + TEST_LIMIT_MS;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined && value !== null) {
      return value as Exclude<T, false | null | undefined>;
    }
    if (performance.now() > end) throw new Error(`Waited ${TEST_LIMIT_MS} ms in vain for ${what}.`);
    await delay(INTERVAL_MS);
  }
}
