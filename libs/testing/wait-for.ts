import { setTimeout as delay } from 'node:timers/promises';
import { TEST_LIMIT_MS } from './test-limit.ts';

const INTERVAL_MS = 10;
const LONGEST_INTERVAL_MS = 100;
/** Between two looks, in times of what the last one took: asking another process without a pause would be its load. */
const PAUSE_FACTOR = 9;

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
    const begin = performance.now();
    const value = await condition();
    if (value !== false && value !== undefined && value !== null) {
      return value as Exclude<T, false | null | undefined>;
    }
    const now = performance.now();
    if (now > end) throw new Error(`Waited ${TEST_LIMIT_MS} ms in vain for ${what}.`);
    await delay(Math.min(Math.max(INTERVAL_MS, PAUSE_FACTOR * (now - begin)), LONGEST_INTERVAL_MS));
  }
}
