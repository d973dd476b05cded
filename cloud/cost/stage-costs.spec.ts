import { beforeAll, describe, expect, it } from '@jest/globals';
import { STAGES } from '@interstella/infra/stages';
import type { Template } from '@interstella/local/platform/template';
import { synthesize } from '@interstella/migration/assembly/synthesize.ts';
import { type StageCost, stageCosts } from './stage-costs.ts';
import { FREE_TYPES } from './uses.ts';

const NAMES = STAGES.map(({ name }) => name);
const templates = new Map<string, Template>();

async function templateOf(stage: string): Promise<Template> {
  const template = templates.get(stage) ?? (await synthesize(stage));
  templates.set(stage, template);
  return template;
}

let costs: readonly StageCost[];

beforeAll(async () => {
  costs = await stageCosts(NAMES, templateOf);
});

function costOf(stage: string): StageCost {
  const found = costs.find((cost) => cost.stage === stage);
  if (!found) throw new Error(`${stage} has no cost.`);
  return found;
}

describe('stageCosts', () => {
  it('prices every stage', () => {
    expect(costs.map(({ stage }) => stage)).toEqual(NAMES);
    for (const { usdAMonth, lines } of costs) {
      expect(usdAMonth).toBeGreaterThan(0);
      expect(lines.every((line) => Number.isFinite(line.usdAMonth + line.usdAMillionOrders))).toBe(true);
    }
  });

  it('follows an order through the rules of the load balancer to HQ', () => {
    expect(costs.map(({ stage, requests, claims }) => [stage, requests, claims])).toEqual([
      ['hq', 0, 3],
      ['workshop', 0, 0],
      ['task', 0, 0],
      ['alb', 1, 1],
      // The bundle; iridium's own order, and what it forwards.
      ['iridium', 3, 2],
      ['noiridium', 3, 2],
      ['magnesite', 5, 3],
      // Nothing is subscribed to the bundles any more.
      ['nomagnesite', 4, 2],
    ]);
  });

  it('adds up stage alb', () => {
    const instance = 730 * (0.0208 + 0.005) + 30 * 0.08;
    const loadBalancer = 730 * (0.0225 + 2 * 0.005);
    const insights = (13 + 15 + 10) * 0.3;
    const queuesAndImages = 3 * 730 * 120 * 0.4e-6 + 3 * 0.3 * 0.1;
    const flowLogs = 3 * 0.5;
    expect(costOf('alb').usdAMonth).toBeCloseTo(
      instance + loadBalancer + insights + queuesAndImages + flowLogs,
      9,
    );
    const [delivery, capacity, transfer, logs] = [0.6, (1e6 / 90_000) * 0.008, 6 * 0.01, (1 + 0.8) * 0.5];
    expect(costOf('alb').usdAMillionOrders).toBeCloseTo(delivery + capacity + transfer + logs, 9);
  });

  it('adds HQ once, with as many claims as the stage makes', () => {
    const [hq, workshop, alb] = [costOf('hq'), costOf('workshop'), costOf('alb')];
    expect(hq.withHq).toEqual({ usdAMonth: hq.usdAMonth, usdAMillionOrders: hq.usdAMillionOrders });
    expect(workshop.withHq.usdAMonth).toBeCloseTo(workshop.usdAMonth + hq.usdAMonth, 9);
    expect(alb.withHq.usdAMonth).toBeCloseTo(alb.usdAMonth + hq.usdAMonth, 9);
    // A claim: two of DynamoDB's writes, one request, 50 ms of 0.5 GB, and 0.8 KB of log.
    const claim = 2 * 0.625 + 1 + 0.2 + 0.05 * 0.5 * 13.3334 + 0.8 * 0.5;
    const perMillion = alb.usdAMillionOrders + hq.usdAMillionOrders - 2 * claim;
    expect(alb.withHq.usdAMillionOrders).toBeCloseTo(perMillion, 9);
  });

  it('rises with the tasks that are wanted', async () => {
    const withTasks = async (count: number) => {
      const [cost] = await stageCosts(['iridium'], (stage) =>
        synthesize(stage, { desiredCount: String(count) }),
      );
      return cost?.usdAMonth ?? 0;
    };
    // One Fargate task more, with its address; another monolith runs on the same instance.
    const task = 730 * (0.25 * 0.04048 + 0.5 * 0.004445 + 0.005);
    expect((await withTasks(2)) - (await withTasks(1))).toBeCloseTo(task, 9);
  });

  it('refuses a template with a type of unknown price', async () => {
    const withNat = async (stage: string): Promise<Template> => ({
      Resources: { ...(await templateOf(stage)).Resources, Nat: { Type: 'AWS::EC2::NatGateway' } },
    });
    await expect(stageCosts(['alb'], withNat)).rejects.toThrow('Nat (AWS::EC2::NatGateway)');
  });

  it('has no free type that no stage uses', async () => {
    const all = await Promise.all(NAMES.map(templateOf));
    const used = new Set(all.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)));
    expect([...FREE_TYPES].filter((type) => !used.has(type))).toEqual([]);
  });
});
