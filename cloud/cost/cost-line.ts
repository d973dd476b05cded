import { ASSUMED } from './assumptions.ts';
import { HOURS_A_MONTH, PRICES } from './prices.ts';
import type { Located } from './template.ts';
import type { Traffic } from './traffic.ts';

/** What a resource costs, in US dollars: for being there, and for a million orders. */
export interface CostLine {
  /** The resource's logical id. */
  readonly id: string;
  /** What is paid, such as `1 t3.small`. */
  readonly what: string;
  readonly usdAnHour: number;
  readonly usdAMillionOrders: number;
}

/** What a resource costs depends on what else is in its template, and on what an order causes there. */
export interface Pricing {
  readonly resources: readonly Located[];
  readonly traffic: Traffic;
}

/** @throws Unpriced */
export type Pricer = (resource: Located, pricing: Pricing) => readonly CostLine[];

/** Something about a resource has a price that is not known here; the message completes `LogicalId (Type) …`. */
export class Unpriced extends Error {}

/** @throws Unpriced */
export function priceOf(prices: Readonly<Record<string, number>>, name: unknown, what: string): number {
  const price = typeof name === 'string' && Object.hasOwn(prices, name) ? prices[name] : undefined;
  if (price === undefined) {
    throw new Unpriced(
      `has the ${what} ${JSON.stringify(name)}; priced are ${Object.keys(prices).join(', ')}.`,
    );
  }
  return price;
}

/** For being there. */
export function hourly(what: string, usdAnHour: number): Omit<CostLine, 'id'> {
  return { what, usdAnHour, usdAMillionOrders: 0 };
}

/** For what an order uses. */
export function perOrder(what: string, usdAnOrder: number): Omit<CostLine, 'id'> {
  return { what, usdAnHour: 0, usdAMillionOrders: usdAnOrder * 1e6 };
}

/** For what is written to CloudWatch Logs, and kept there for as long as the log groups say. */
export function logs(what: string, bytesAnHour: number, bytesAnOrder: number): Omit<CostLine, 'id'> {
  const usdAByte = (PRICES.logsIngestedGb + (PRICES.logsStoredGbMonth * ASSUMED.keptDays) / 30) / 1e9;
  return { what, usdAnHour: bytesAnHour * usdAByte, usdAMillionOrders: bytesAnOrder * usdAByte * 1e6 };
}

export function monthly(usdAMonth: number): number {
  return usdAMonth / HOURS_A_MONTH;
}
