import type { MigrationResult } from './result.ts';

/** Fewer than this share of the orders asked for are worth a word. */
const NEARLY_ALL = 0.95;

/** How many orders flowed: `50 orders a second`, or how many of those asked for. */
export function rateText({ rate, madePerSecond, faults }: MigrationResult): string {
  const orders = (count: number | string) => `${count} orders a second`;
  if (madePerSecond >= NEARLY_ALL * rate) return orders(rate);
  const why = faults.length > 0 ? ', with faults injected' : ', since HQ could make no more';
  return `${orders(madePerSecond.toFixed(1))} of the ${rate} asked for${why}`;
}
