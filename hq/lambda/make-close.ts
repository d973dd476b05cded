import { setTimeout as sleep } from 'node:timers/promises';
import type { Hq } from '../hq.ts';
import { type FunctionContext, waitUntilPublished } from './wait-until-published.ts';

/** Reserved at the end of the function's time: longer than one run takes to peek at dead letters. */
const SPARE_MS = 20_000;
const EVERY_MS = 10_000;

/**
 * Makes the closing function. It runs the closing job while there are buckets to count and the function has time.
 * Invocations may overlap. It fails if the job fails, so that an alarm counts it.
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
