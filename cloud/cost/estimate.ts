import type { Template } from '@interstella/local/platform/template';
import { COMPUTE_PRICERS } from './compute-pricers.ts';
import { type CostLine, type Pricing, Unpriced } from './cost-line.ts';
import { FREE_TYPES } from './free-types.ts';
import { NETWORK_PRICERS } from './network-pricers.ts';
import { STORAGE_PRICERS } from './storage-pricers.ts';
import { type Located, resourcesOf } from './template.ts';
import { type Traffic, trafficIn } from './traffic.ts';

/** What a template costs once it is deployed, in US dollars. */
export interface Estimate {
  readonly lines: readonly CostLine[];
  /** For being there. */
  readonly usdAnHour: number;
  /** On top of that, for what orders use. */
  readonly usdAMillionOrders: number;
  readonly traffic: Traffic;
}

/** A template has something of which nobody knows here what it costs; the message names each by its logical id. */
export class UnpricedError extends Error {
  override readonly name = 'UnpricedError';

  constructor(problems: readonly string[]) {
    super(
      `What this costs is not known, so no total would be true:\n${problems.join('\n')}\nSay in cloud/cost/ what it costs, or that it is free.`,
    );
  }
}

const PRICERS = { ...COMPUTE_PRICERS, ...NETWORK_PRICERS, ...STORAGE_PRICERS };

/**
 * @param claims how often an order is claimed at HQ, for HQ's own template, which cannot tell; else what the template says
 * @throws UnpricedError
 */
export function estimate(template: Template, claims?: number): Estimate {
  const resources = resourcesOf(template);
  const traffic = { ...trafficIn(template), ...(claims !== undefined && { claims }) };
  const problems: string[] = [];
  const lines = resources.flatMap((resource) => {
    try {
      return linesOf(resource, { resources, traffic });
    } catch (error) {
      if (!(error instanceof Unpriced)) throw error;
      problems.push(`  ${resource.id} (${resource.type}) ${error.message}`);
      return [];
    }
  });
  if (problems.length > 0) throw new UnpricedError(problems);
  return {
    lines: lines.filter(({ usdAnHour, usdAMillionOrders }) => usdAnHour + usdAMillionOrders > 0),
    usdAnHour: sum(lines.map(({ usdAnHour }) => usdAnHour)),
    usdAMillionOrders: sum(lines.map(({ usdAMillionOrders }) => usdAMillionOrders)),
    traffic,
  };
}

function linesOf(resource: Located, pricing: Pricing): readonly CostLine[] {
  if (FREE_TYPES.has(resource.type)) return [];
  const pricer = Object.hasOwn(PRICERS, resource.type) ? PRICERS[resource.type] : undefined;
  if (!pricer) throw new Unpriced('is of a type that has no price here.');
  return pricer(resource, pricing);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
