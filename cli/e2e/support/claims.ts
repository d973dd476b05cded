import { ORDER_ID_HEADER } from '@interstella/libs/orders';
import type { Exchange } from './fault-proxy.ts';

/** How many attempts the ledger must have absorbed as duplicates. Both are equal when every claim was answered. */
export interface AbsorbedBounds {
  readonly least: number;
  readonly most: number;
}

/**
 * Counts what went through a proxy before HQ's fulfillment API: beyond the first for an order and resource, every
 * attempt that HQ answered 200 is a duplicate, and any that it did not answer may be one.
 */
export function absorbedAccordingTo(exchanges: readonly Exchange[]): AbsorbedBounds {
  const counts = new Map<string, { recorded: number; unknown: number }>();
  for (const { request, forwarded } of exchanges) {
    for (const resource of resourcesIn(request.body)) {
      const key = `${String(request.headers[ORDER_ID_HEADER])} ${resource}`;
      const count = counts.get(key) ?? { recorded: 0, unknown: 0 };
      counts.set(key, count);
      for (const answer of forwarded) {
        if (answer === undefined || answer.status >= 500) count.unknown += 1;
        else if (answer.status === 200) count.recorded += 1;
      }
    }
  }
  const sum = (of: (count: { recorded: number; unknown: number }) => number) =>
    [...counts.values()].reduce((all, count) => all + Math.max(0, of(count) - 1), 0);
  return { least: sum(({ recorded }) => recorded), most: sum(({ recorded, unknown }) => recorded + unknown) };
}

function resourcesIn(body: string): string[] {
  const amounts = Object.entries(JSON.parse(body) as Record<string, number>);
  return amounts.filter(([, amount]) => amount > 0).map(([resource]) => resource);
}
