import { setTimeout as sleep } from 'node:timers/promises';
import type { Hq } from '../hq.ts';
import { type FunctionContext, waitUntilPublished } from './wait-until-published.ts';

/** Kept free at the end of the time that the function has: longer than looking at dead letters takes in one run. */
const SPARE_MS = 20_000;
const EVERY_MS = 10_000;

/**
 * Closes buckets, again and again while there are any and the function has time; any number may run at once. Ends with an
 * error where something failed, so that an alarm counts it.
 */
export function makeClose({ closing, publisher }: Hq) {
  return async (_event: unknown, context: FunctionContext): Promise<void> => {
    for (;;) {
      const counted = await closing
        .run()
        .finally(() => waitUntilPublished(publisher, context.getRemainingTimeInMillis() - SPARE_MS));
      if (counted === 0 || context.getRemainingTimeInMillis() < SPARE_MS + EVERY_MS) return;
      await sleep(EVERY_MS);
    }
  };
}
