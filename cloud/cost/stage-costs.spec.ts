import { beforeAll, describe, expect, it } from '@jest/globals';
import { STAGES } from '@interstella/infra/stages';
import type { Template } from '@interstella/local/platform/template';
import { synthesize } from '@interstella/migration/assembly/synthesize.ts';
import { FREE_TYPES } from './free-types.ts';
import { type StageCost, stageCosts } from './stage-costs.ts';
import { resourcesOf } from './template.ts';

const NAMES = STAGES.map(({ name }) => name);
const templates = new Map<string, Template>();

async function templateOf(stage: string): Promise<Template> {
  const template = templates.get(stage) ?? (await synthesize(stage));
  templates.set(stage, template);
  return template;
}

/** With a count of tasks in every service. */
const withTasks = (count: number) => (stage: string) => synthesize(stage, { desiredCount: String(count) });

let costs: readonly StageCost[];
let ordersPerSecond: number;

beforeAll(async () => {
  ({ stages: costs, ordersPerSecond } = await stageCosts(NAMES, undefined, templateOf));
});

function costOf(stage: string): StageCost {
  const found = costs.find((cost) => cost.stage === stage);
  if (!found) throw new Error(`${stage} has no cost.`);
  return found;
}

describe('what the stages cost', () => {
  it('is known for every stage', () => {
    expect(costs.map(({ stage }) => stage)).toEqual(NAMES);
    for (const { usdAnHour, lines } of costs) {
      expect(usdAnHour).toBeGreaterThan(0);
      expect(lines.every((line) => Number.isFinite(line.usdAnHour + line.usdAMillionOrders))).toBe(true);
    }
  });

  it('follows an order through the load balancer to HQ', () => {
    const traffic = costs.map(({ stage, traffic: { requests, claims } }) => [stage, requests, claims]);
    expect(traffic).toEqual([
      ['hq', 0, 3],
      ['workshop', 0, 0],
      ['task', 0, 0],
      ['alb', 1, 1],
      // The bundle; iridium's own order, and what it forwards.
      ['iridium', 3, 2],
      ['noiridium', 3, 2],
      ['magnesite', 5, 3],
      // Nobody is subscribed to the bundles any more.
      ['nomagnesite', 4, 2],
    ]);
  });

  it('adds up at stage alb', () => {
    const instance = 0.0208 + (30 * 0.08) / 730 + 0.005;
    const loadBalancer = 0.0225 + 2 * 0.005 + (24 * 0.005) / 1_000;
    const insights = ((13 + 15 + 10) * 0.3) / 730;
    const queuesAndImages = (3 * 120 * 0.4) / 1e6 + (3 * 0.3 * 0.1) / 730;
    const usdALoggedGb = 0.5 + (0.03 * 14) / 30;
    // Of three interfaces, and of Container Insights.
    const logs = (0.003 + 0.00015) * usdALoggedGb;
    expect(costOf('alb').usdAnHour).toBeCloseTo(
      instance + loadBalancer + insights + queuesAndImages + logs,
      9,
    );
    const delivery = 0.6;
    const units = Math.max(1 / 90_000, 3_000 / 1e9) * 0.008 * 1e6;
    const transfer = 2 * 3 * 0.01;
    const logged = (1_000 + 800) * 1e-3 * usdALoggedGb;
    const accessLogs = 0.1 * (14 / 30) * 0.023;
    expect(costOf('alb').usdAMillionOrders).toBeCloseTo(delivery + units + transfer + logged + accessLogs, 9);
  });

  it("adds HQ, and orders at the generator's rate, once something is subscribed", () => {
    expect(ordersPerSecond).toBe(0.5);
    const [hq, workshop, alb] = [costOf('hq'), costOf('workshop'), costOf('alb')];
    expect(workshop.inAll.usdAnHour).toBeCloseTo(workshop.usdAnHour + hq.usdAnHour, 9);
    // A claim less for each: 1 of DynamoDB's writes, one request, 50 ms of 0.5 GB, and two logs' lines.
    const claim = 2 * 0.625 + 1 + 0.2 + 0.05 * 0.5 * 13.3334 + 0.8 * (0.5 + (0.03 * 14) / 30);
    const perMillion = alb.usdAMillionOrders + hq.usdAMillionOrders - 2 * claim;
    expect(alb.inAll.usdAnHour).toBeCloseTo(alb.usdAnHour + hq.usdAnHour + 0.0018 * perMillion, 6);
  });

  it('rises with the tasks that are wanted', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(async (count) => (await stageCosts(['iridium'], 1, withTasks(count))).stages[0]),
    );
    // A Fargate task with its address and what is logged about it; a monolith more is on the same instance.
    expect((two?.usdAnHour ?? 0) - (one?.usdAnHour ?? 0)).toBeGreaterThan(0.0123 + 0.005);
    expect((two?.usdAnHour ?? 0) - (one?.usdAnHour ?? 0)).toBeLessThan(0.019);
  });

  it('is refused for a template with something of which it knows no price', async () => {
    const withNat = async (stage: string): Promise<Template> => ({
      Resources: { ...(await templateOf(stage)).Resources, Nat: { Type: 'AWS::EC2::NatGateway' } },
    });
    await expect(stageCosts(['alb'], 1, withNat)).rejects.toThrow('Nat (AWS::EC2::NatGateway)');
  });

  it('names no type as free that no stage has', async () => {
    const all = await Promise.all(NAMES.map(templateOf));
    const used = new Set(all.flatMap((template) => resourcesOf(template).map(({ type }) => type)));
    expect([...FREE_TYPES].filter((type) => !used.has(type))).toEqual([]);
  });
});
