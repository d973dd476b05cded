import { setTimeout as sleep } from 'node:timers/promises';
import type { Publisher } from '../generator/publisher.ts';

/** The part of Lambda's context object that is used here. */
export interface FunctionContext {
  getRemainingTimeInMillis(): number;
}

const POLL_MS = 20;

/**
 * Waits until the publisher has published everything. Lambda freezes a function between events, so the rest would wait for
 * the next event.
 *
 * @returns false after the limit; unpublished orders stay in the outbox, for the closing function
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
