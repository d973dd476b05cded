/** `interstella cost`, and whether the programs really do to HQ and the log what its model says. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STAGES } from '@interstella/infra/stages';
import { waitFor } from '@interstella/libs/testing';
import { ASSUMED, TABLE_USE } from '../cost/assumptions.ts';
import { expectConserved } from '../../cli/e2e/support/conservation.ts';
import { KitHome } from '../../cli/e2e/support/command-line.ts';
import type { FaultProxy, ProxiedRequest } from '../../cli/e2e/support/fault-proxy.ts';
import { World } from '../../cli/e2e/support/world.ts';

interface PrintedCosts {
  readonly ordersPerSecond: number;
  readonly stages: readonly {
    readonly stage: string;
    readonly usdAnHour: number;
    readonly claims: number;
    readonly requests: number;
  }[];
}

describe('interstella cost', () => {
  const home = new KitHome();
  afterAll(() => {
    home.remove();
  });

  async function printed(...args: string[]): Promise<PrintedCosts> {
    const { code, stdout, stderr } = await home.interstella('cost', '--json', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as PrintedCosts;
  }

  it('shows every stage in a plain table, with the date of the prices, and that nobody compared them', async () => {
    const { code, stdout, stderr } = await home.interstella('cost');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/prices written down \d{4}-\d\d-\d\d and not compared with AWS's pages/);
    for (const { name } of STAGES) expect(stdout).toMatch(new RegExp(`^${name}( +\\d+\\.\\d+){4}$`, 'm'));
    expect(stdout).not.toContain('\u001B');
  });

  it('shows everything that one stage pays for', async () => {
    const { code, stdout } = await home.interstella('cost', '--stage', 'iridium');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^IridiumService\w+ +1 × Fargate 0\.25 vCPU, 0\.5 GB +0\.0123 +0\.00$/m);
  });

  it("follows the app's context", async () => {
    const [one, two] = [
      await printed('--stage', 'iridium'),
      await printed('--stage', 'iridium', '-c', 'desiredCount=2', '-c', 'ordersPerMinute=60'),
    ];
    expect([one.ordersPerSecond, two.ordersPerSecond]).toEqual([0.5, 1]);
    expect(two.stages[0]?.usdAnHour).toBeGreaterThan((one.stages[0]?.usdAnHour ?? 0) + 0.012);
  });

  it.each([
    [['--stage', 'teleport'], 'There is no stage teleport'],
    [['-c', 'desiredCount=99'], 'desiredCount=99 must be'],
    [['-c', 'desiredCount'], 'NAME=VALUE'],
    [['--orders-per-second', '-1'], 'a number'],
  ])('refuses %j', async (args, why) => {
    const { code, stderr } = await home.interstella('cost', ...args);
    expect(stderr).toContain(why);
    expect(code).toBe(2);
  });
});

describe('what the cost of an order rests on', () => {
  const ORDERS = 100;
  const PORTION = 10;
  const world = new World({ watchAws: true });
  let front: FaultProxy;
  let monolithLog: string;
  /** Write units by table. */
  const written = new Map<string, number>();

  // As at stage magnesite: everybody is subscribed.
  beforeAll(async () => {
    await world.start();
    const json = { env: { LOG_FORMAT: 'json' } };
    const monolith = await world.startMonolith('noiridium', json);
    monolithLog = monolith.logFile;
    front = await world.proxy(monolith.url);
    await world.subscribe({ topic: 'orders', url: `${front.url}/order/` });
    for (const resource of ['iridium', 'magnesite']) {
      const service = await world.startResource(resource, front.url, json);
      await world.subscribe({ topic: resource, url: `${service.url}/${resource}/` });
    }
    front.exchanges.length = 0;
    world.gate.exchanges.length = 0;
    world.aws?.behave(async (request, forward) => {
      askForCapacity(request);
      const answer = await forward();
      countCapacity(request, answer.body ?? '', written);
      return answer;
    });
    // In small portions: a delivery that is late is repeated, and costs more.
    for (let made = PORTION; made <= ORDERS; made += PORTION) {
      await world.hq.order(PORTION);
      await waitFor('the orders to be complete', async () => (await world.report()).complete === made);
    }
    await expectConserved(world, 'as seen');
  });

  afterAll(() => world.close());

  it('is what reaches the monolith and HQ', () => {
    const paths = front.exchanges.map(({ request }) => request.path);
    expect(paths.filter((path) => path === '/order/')).toHaveLength(ORDERS);
    expect(paths.filter((path) => path === '/fulfill/')).toHaveLength(2 * ORDERS);
    expect(world.gate.exchanges).toHaveLength(3 * ORDERS);
  });

  it.each(['lanes', 'orders'])('is what is written to the %s', (table) => {
    const { writesAnOrder, writesAClaim } = TABLE_USE[table] ?? { writesAnOrder: 0, writesAClaim: 0 };
    const units = (written.get(`interstella-${table}`) ?? 0) / ORDERS;
    // The local DynamoDB charges nothing for an index, and one process writes claims together, more of them the busier it is: AWS takes up to three times as much.
    expect(units).toBeGreaterThan(0.3 * (writesAnOrder + 3 * writesAClaim));
    expect(units).toBeLessThanOrEqual(writesAnOrder + 3 * writesAClaim);
  });

  it('is what a service logs', async () => {
    const lines = (await readFile(monolithLog, 'utf8')).trim().split('\n');
    // CloudWatch counts 26 bytes more for every line.
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 26, 0) / (3 * ORDERS);
    expect(bytes).toBeLessThanOrEqual(ASSUMED.logBytesARequest);
    expect(bytes).toBeGreaterThan(ASSUMED.logBytesARequest / 3);
  });
});

/** Has DynamoDB say what it charges for a request. */
function askForCapacity(request: ProxiedRequest): void {
  if (!isDynamoDb(request)) return;
  const body = JSON.stringify({ ...(JSON.parse(request.body) as object), ReturnConsumedCapacity: 'TOTAL' });
  Object.assign(request, { body });
}

function countCapacity(request: ProxiedRequest, answer: string, written: Map<string, number>): void {
  if (!isDynamoDb(request) || !/Update|Write/.test(String(request.headers['x-amz-target']))) return;
  // Closing a bucket is no part of an order: it costs the same with many orders and with few.
  if (request.body.includes('SET c = :true')) return;
  const { ConsumedCapacity = [] } = JSON.parse(answer) as {
    ConsumedCapacity?: Capacity | readonly Capacity[];
  };
  for (const { TableName, CapacityUnits } of [ConsumedCapacity].flat())
    written.set(TableName, (written.get(TableName) ?? 0) + CapacityUnits);
}

interface Capacity {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

function isDynamoDb({ headers }: ProxiedRequest): boolean {
  return String(headers['x-amz-target']).startsWith('DynamoDB');
}
