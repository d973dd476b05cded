import { setTimeout as delay } from 'node:timers/promises';
import type { ConservationReport, HqClient } from '@interstella/hq/client';

/** How long the orders in flight may take. */
const LIMIT_MS = 10_000;
const POLL_MS = 100;

export interface Drained {
  /** The last report that HQ gave, if any. */
  readonly report: ConservationReport | undefined;
  /** Whether HQ gave it after it had stopped making orders. */
  readonly isFinal: boolean;
}

/** Stops making orders and waits, ten seconds at most unless told otherwise, until none is on its way any more. */
export async function drain(
  hq: Pick<HqClient, 'generator' | 'report' | 'setGenerator'>,
  limitMs = LIMIT_MS,
): Promise<Drained> {
  const deadline = Date.now() + limitMs;
  let report: ConservationReport | undefined;
  let isPaused = false;
  do {
    try {
      isPaused ||= (await hq.setGenerator({ paused: true })).paused;
      const { backlog } = await hq.generator();
      report = await hq.report();
      if (backlog === 0 && report.participants.every(({ open }) => open === 0))
        return { report, isFinal: true };
    } catch {
      // Not now; perhaps the next time.
    }
    await delay(POLL_MS);
  } while (Date.now() < deadline);
  return { report, isFinal: isPaused && report !== undefined };
}
