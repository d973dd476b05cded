import { STAGES } from '@interstella/infra/stages';
import type { Template } from '@interstella/local/platform/template';
import { type Estimate, estimate } from './estimate.ts';
import { recordIn, resourcesOf } from './template.ts';

/** What a stage's stack costs, and what one pays in all. */
export interface StageCost extends Estimate {
  readonly stage: string;
  /** With HQ in the same account, orders flowing. */
  readonly inAll: { readonly usdAnHour: number };
}

export interface StageCosts {
  readonly ordersPerSecond: number;
  readonly stages: readonly StageCost[];
}

export type Synthesize = (stage: string) => Promise<Template>;

/** HQ's stack belongs to every stage, and is one by itself. */
const HQ = 'hq';

/**
 * What stages cost, in their order.
 *
 * @param names of the stages to price; HQ alone is priced as if every order were claimed as often as in any stage
 * @param wantedRate orders a second; as many as HQ's generator makes, if undefined
 * @throws UnpricedError
 */
export async function stageCosts(
  names: readonly string[],
  wantedRate: number | undefined,
  synthesize: Synthesize,
): Promise<StageCosts> {
  const hqTemplate = await synthesize(HQ);
  const ordersPerSecond = wantedRate ?? generatorRate(hqTemplate);
  const others = new Map<string, Estimate>();
  for (const { name } of STAGES) {
    if (name !== HQ && (names.includes(name) || names.includes(HQ))) {
      others.set(name, estimate(await synthesize(name)));
    }
  }
  const mostClaims = Math.max(0, ...[...others.values()].map(({ traffic }) => traffic.claims));
  const stages = names.map((stage) => {
    const other = others.get(stage);
    const hq = estimate(hqTemplate, other ? other.traffic.claims : mostClaims);
    // Nobody is owed orders before something is subscribed.
    const rate = other?.traffic.requests === 0 ? 0 : ordersPerSecond;
    const usdAnHour = anHourAt(rate, hq) + (other ? anHourAt(rate, other) : 0);
    return { stage, ...(other ?? hq), inAll: { usdAnHour } };
  });
  return { ordersPerSecond, stages };
}

function anHourAt(ordersPerSecond: number, { usdAnHour, usdAMillionOrders }: Estimate): number {
  return usdAnHour + (usdAMillionOrders * ordersPerSecond * 3_600) / 1e6;
}

/** Orders a second that HQ makes by itself. */
function generatorRate(hqTemplate: Template): number {
  const rates = resourcesOf(hqTemplate)
    .map(({ properties }) => recordIn(recordIn(properties.Environment).Variables).ORDERS_PER_MINUTE)
    .filter((rate) => rate !== undefined);
  if (rates.length === 0) throw new Error("HQ's template does not say how many orders it makes.");
  return Number(rates[0]) / 60;
}
