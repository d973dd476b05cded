/** `interstella cost`, and whether the programs really do to HQ and the log what its model says. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STAGES } from '@interstella/infra/stages';
import { waitFor } from '@interstella/libs/testing';
import { LOG_BYTES_A_REQUEST, TABLE_USES } from '../cost/assumptions.ts';
import { expectConserved } from '../../cli/e2e/support/conservation.ts';
import { KitHome } from '../../cli/e2e/support/command-line.ts';
import type { FaultProxy, ProxiedRequest } from '../../cli/e2e/support/fault-proxy.ts';
import { World } from '../../cli/e2e/support/world.ts';

interface PrintedCosts {
  readonly pricesCompared: boolean;
  readonly stages: readonly {
    readonly stage: string;
    readonly usdAMonth: number;
    readonly withHq: { readonly usdAMonth: number };
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
    expect(stdout).toMatch(/written down on \d{4}-\d\d-\d\d\. Nobody has compared them with AWS's pages/);
    for (const { name } of STAGES) expect(stdout).toMatch(new RegExp(`^${name}( +\\d+\\.\\d\\d){4}$`, 'm'));
    expect(stdout).not.toContain('\u001B');
  });

  it('shows each price that a stage pays', async () => {
    const { code, stdout } = await home.interstella('cost', '--stage', 'iridium');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^t3\.small +0\.0208 per hour +15\.18 +0\.00$/m);
  });

  it("follows the app's context", async () => {
    const [one, two] = [
      await printed('--stage', 'iridium'),
      await printed('--stage', 'iridium', '-c', 'desiredCount=2'),
    ];
    expect(one.pricesCompared).toBe(false);
    expect(one.stages[0]?.withHq.usdAMonth).toBeGreaterThan(one.stages[0]?.usdAMonth ?? 0);
    expect(two.stages[0]?.usdAMonth).toBeGreaterThan((one.stages[0]?.usdAMonth ?? 0) + 9);
  });

  it.each([
    [['--stage', 'teleport'], 'There is no stage teleport'],
    [['-c', 'desiredCount=99'], 'desiredCount=99 must be'],
    [['-c', 'desiredCount'], 'NAME=VALUE'],
  ])('refuses %j', async (args, why) => {
    const { code, stderr } = await home.interstella('cost', ...args);
    expect(stderr).toContain(why);
    expect(code).toBe(2);
  });
});

describe('an order, as its cost assumes it,', () => {
  const ORDERS = 100;
  const PORTION = 10;
  const world = new World({ watchAws: true });
  let front: FaultProxy;
  let monolithLog: string;
  /** Write units by table. */
  const written = new Map<string, number>();

  // As at stage magnesite: every service is subscribed.
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

  it('makes this many requests and claims', () => {
    const paths = front.exchanges.map(({ request }) => request.path);
    expect(paths.filter((path) => path === '/order/')).toHaveLength(ORDERS);
    expect(paths.filter((path) => path === '/fulfill/')).toHaveLength(2 * ORDERS);
    expect(world.gate.exchanges).toHaveLength(3 * ORDERS);
  });

  it.each(['lanes', 'orders'])('writes at most this much to the table %s', (table) => {
    const { anOrder = 0, aClaim = 0 } = TABLE_USES[table]?.find(({ price }) => price === 'table write') ?? {};
    const units = (written.get(`interstella-${table}`) ?? 0) / ORDERS;
    // The local DynamoDB charges nothing for an index, and one process writes claims together, more of them the busier it is: AWS takes up to three times as much.
    expect(units).toBeGreaterThan(0.3 * (anOrder + 3 * aClaim));
    expect(units).toBeLessThanOrEqual(anOrder + 3 * aClaim);
  });

  it('makes a service log at most this much', async () => {
    const lines = (await readFile(monolithLog, 'utf8')).trim().split('\n');
    // CloudWatch counts 26 bytes more for every line.
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 26, 0) / (3 * ORDERS);
    expect(bytes).toBeLessThanOrEqual(LOG_BYTES_A_REQUEST);
    expect(bytes).toBeGreaterThan(LOG_BYTES_A_REQUEST / 3);
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
