import { TOPICS } from '@interstella/infra/stages';
import type { Template } from '@interstella/local/platform/template';
import { type Cost, type CostLine, estimate, sum } from './estimate.ts';
import { type Traffic, trafficIn } from './traffic.ts';

export interface StageCost extends Cost, Traffic {
  readonly stage: string;
  /** With HQ in the same account. */
  readonly withHq: Cost;
  readonly lines: readonly CostLine[];
}

const HQ = 'hq';
const NO_TRAFFIC: Traffic = { requests: 0, claims: 0 };
/** HQ by itself is priced as if each order were claimed once for each topic. */
const HQ_TRAFFIC: Traffic = { requests: 0, claims: TOPICS.length };

/**
 * @param names of the stages to price
 * @throws UnpricedError
 */
export async function stageCosts(
  names: readonly string[],
  synthesize: (stage: string) => Promise<Template>,
): Promise<readonly StageCost[]> {
  const hq = await synthesize(HQ);
  const costs: StageCost[] = [];
  for (const stage of names) {
    const template = stage === HQ ? hq : await synthesize(stage);
    // This names an unknown type; reading the traffic would refuse the template with another error.
    estimate(template, NO_TRAFFIC);
    const traffic = stage === HQ ? HQ_TRAFFIC : trafficIn(template);
    const lines = estimate(template, traffic);
    const withHq = sum(stage === HQ ? lines : [...lines, ...estimate(hq, traffic)]);
    costs.push({ stage, ...traffic, ...sum(lines), withHq, lines });
  }
  return costs;
}
