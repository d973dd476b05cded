import { setTimeout as delay } from 'node:timers/promises';
import { type GeneratorStatus, HqClientError } from '@interstella/hq/client';
import { type NewOrders, newOrders, type OwnReport } from './new-orders.ts';

export interface NewOrderWait {
  readonly generator: () => Promise<GeneratorStatus>;
  readonly report: () => Promise<OwnReport>;
  /** The report from right after the step. */
  readonly after: OwnReport;
  /** How often the report is read, in milliseconds. */
  readonly pollMs: number;
  /** How long the first order may take, in milliseconds; 0 does not wait, and asks nothing. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export interface NewOrderSeen {
  /** The last report that was to be had. */
  readonly last: OwnReport;
  /** Undefined where no orders are made, or HQ went away before it had told of any. */
  readonly newOrders?: NewOrders;
  /** Why HQ did not tell to the end. */
  readonly unknown?: string;
}

/** Waits for a complete order from after a step, where orders are made, as long as HQ answers. */
export async function awaitNewOrder(wait: NewOrderWait): Promise<NewOrderSeen> {
  const { generator, report, after, pollMs, limitMs, signal } = wait;
  let seen: NewOrderSeen = { last: after };
  if (limitMs === 0) return seen;
  try {
    const { rate, running } = await generator();
    if (!running || rate === 0) return seen;
    const deadline = performance.now() + limitMs;
    for (;;) {
      const last = await report();
      const since = newOrders(after, last);
      seen = { last, newOrders: since };
      if (since.complete > 0 || performance.now() >= deadline || signal.aborted) return seen;
      await delay(pollMs);
    }
  } catch (error) {
    return { ...seen, unknown: messageOfHq(error) };
  }
}

/** Of HQ that does not answer as it should. @throws any other error */
export function messageOfHq(error: unknown): string {
  if (error instanceof HqClientError) return error.message;
  throw error;
}
