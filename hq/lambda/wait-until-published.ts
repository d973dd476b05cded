import { setTimeout as sleep } from 'node:timers/promises';
import type { Publisher } from '../generator/publisher.ts';

/** What Lambda tells a function of itself, as far as it is used here. */
export interface FunctionContext {
  getRemainingTimeInMillis(): number;
}

const POLL_MS = 20;

/**
 * Waits until everything in hand is published: between two events a function stands still, and would publish the rest
 * whenever the next one comes.
 *
 * @returns whether it was in time; what was not stays in the outbox, for the closing function
 */
export async function waitUntilPublished(
  publisher: Pick<Publisher, 'backlog'>,
  limitMs: number,
): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (publisher.backlog > 0) {
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
