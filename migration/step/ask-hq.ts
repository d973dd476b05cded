import { setTimeout as delay } from 'node:timers/promises';
import { HqClientError } from '@interstella/hq/client';

const AGAIN_AFTER_MS = 250;
/** What is answered by then needs no word, in milliseconds. */
const SLOW_MS = 2_000;

export interface Asking {
  /** In milliseconds; 0 calls once. One call counts for half of it at most, since the machine may have slept meanwhile. */
  readonly limitMs: number;
  /** Ends the repeating at once. */
  readonly signal?: AbortSignal;
  /** Called once it takes long: silence looks like a program that hangs. */
  readonly onSlow?: () => void;
  readonly slowMs?: number;
}

/**
 * Calls HQ, and calls it again for so long while it does not answer, or answers that it cannot: it may be down on purpose,
 * or awake before its DynamoDB. A call under way ends by the client's own limit.
 *
 * @throws HqClientError of the last call; any other error of a call at once
 */
export async function askHq<T>(call: () => Promise<T>, asking: Asking): Promise<T> {
  const timer = setTimeout(() => asking.onSlow?.(), asking.slowMs ?? SLOW_MS);
  try {
    return await retry(call, asking);
  } finally {
    clearTimeout(timer);
  }
}

async function retry<T>(call: () => Promise<T>, { limitMs, signal }: Asking): Promise<T> {
  let leftMs = limitMs;
  for (;;) {
    const calledAt = performance.now();
    try {
      return await call();
    } catch (error) {
      const isAway = error instanceof HqClientError && (error.status === undefined || error.status >= 500);
      if (!isAway || leftMs <= 0) throw error;
      await delay(AGAIN_AFTER_MS, undefined, { signal }).catch(() => {
        throw error;
      });
    }
    leftMs -= Math.min(performance.now() - calledAt, limitMs / 2);
  }
}
