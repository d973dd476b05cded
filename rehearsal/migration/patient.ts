import { setTimeout as delay } from 'node:timers/promises';
import { type HqClient, HqClientError } from '@interstella/hq/client';

const AGAIN_AFTER_MS = 250;

/** An HQ that is asked again for so long while it does not answer: it may be down on purpose. */
export function patient(hq: Pick<HqClient, 'report'>, limitMs: number): Pick<HqClient, 'report'> {
  return {
    report: async (question) => {
      const deadline = Date.now() + limitMs;
      for (;;) {
        try {
          return await hq.report(question);
        } catch (error) {
          const isAway =
            error instanceof HqClientError && (error.status === undefined || error.status >= 500);
          if (!isAway || Date.now() >= deadline) throw error;
        }
        await delay(AGAIN_AFTER_MS);
      }
    },
  };
}
