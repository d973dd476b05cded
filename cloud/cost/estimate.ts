import { NamedError } from '@interstella/libs/errors';
import type { Template } from '@interstella/local/platform/template';
import { HOURS_A_MONTH, PRICES, type PriceName } from './prices.ts';
import type { Traffic } from './traffic.ts';
import { Unpriced, usesOf } from './uses.ts';

/** In US dollars. */
export interface Cost {
  /** For being there. */
  readonly usdAMonth: number;
  /** On top of that, for what orders use. */
  readonly usdAMillionOrders: number;
}

export interface CostLine extends Cost {
  readonly price: PriceName;
}

/** A template has resources whose price is not known here; the message names each of them. */
export class UnpricedError extends NamedError {
  readonly code = 'PRICE_UNKNOWN';

  constructor(problems: readonly string[]) {
    super(
      `The cost is not known: these resources have no price here.\n${problems.join('\n')}\nAdd the price to cloud/cost/prices.ts, and the amount that the resource uses to cloud/cost/uses.ts or assumptions.ts.`,
    );
  }
}

/** The cost of a template's resources, by price. @throws UnpricedError */
export function estimate({ Resources }: Template, { requests, claims }: Traffic): readonly CostLine[] {
  const problems: string[] = [];
  const lines = Object.entries(Resources).flatMap(([id, { Type }]): readonly CostLine[] => {
    try {
      return usesOf(id, Resources).map((use) => {
        const { anHour = 0, aMonth = 0, anOrder = 0, aRequest = 0, aClaim = 0 } = use;
        const price = priceNamed(use.price);
        const { usd } = PRICES[price];
        const usdAnOrder = usd * (anOrder + requests * aRequest + claims * aClaim);
        return {
          price,
          usdAMonth: usd * (aMonth + anHour * HOURS_A_MONTH),
          usdAMillionOrders: usdAnOrder * 1e6,
        };
      });
    } catch (error) {
      if (!(error instanceof Unpriced)) throw error;
      problems.push(`  ${id} (${Type}) ${error.message}`);
      return [];
    }
  });
  if (problems.length > 0) throw new UnpricedError(problems);
  return [...new Set(lines.map(({ price }) => price))]
    .map((price) => ({ price, ...sum(lines.filter((line) => line.price === price)) }))
    .filter(({ usdAMonth, usdAMillionOrders }) => usdAMonth + usdAMillionOrders > 0)
    .sort((a, b) => b.usdAMonth - a.usdAMonth || b.usdAMillionOrders - a.usdAMillionOrders);
}

/** @throws Unpriced */
function priceNamed(name: string): PriceName {
  if (!Object.hasOwn(PRICES, name)) throw new Unpriced(`needs the price ${JSON.stringify(name)}.`);
  return name as PriceName;
}

export function sum(costs: readonly Cost[]): Cost {
  return {
    usdAMonth: costs.reduce((total, { usdAMonth }) => total + usdAMonth, 0),
    usdAMillionOrders: costs.reduce((total, { usdAMillionOrders }) => total + usdAMillionOrders, 0),
  };
}
