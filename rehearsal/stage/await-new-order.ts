import { setTimeout as delay } from 'node:timers/promises';
import { type HqClient, HqClientError } from '@interstella/hq/client';
import { type NewOrders, newOrders, type OwnReport } from './new-orders.ts';

/** For the first order after a step, in milliseconds: how long it may take, and how often it is looked for. */
const LIMIT_MS = 5_000;
const POLL_MS = 100;

export interface NewOrderWait {
  readonly hq: Pick<HqClient, 'generator'>;
  readonly report: () => Promise<OwnReport>;
  /** The report from right after the step. */
  readonly after: OwnReport;
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
export async function awaitNewOrder({ hq, report, after, signal }: NewOrderWait): Promise<NewOrderSeen> {
  let seen: NewOrderSeen = { last: after };
  try {
    const { rate, running } = await hq.generator();
    if (!running || rate === 0) return seen;
    const deadline = performance.now() + LIMIT_MS;
    for (;;) {
      const last = await report();
      const since = newOrders(after, last);
      seen = { last, newOrders: since };
      if (since.complete > 0 || performance.now() >= deadline || signal.aborted) return seen;
      await delay(POLL_MS);
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
