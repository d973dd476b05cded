import { describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { expectConserved, ledgerOf } from '../../cli/e2e/support/conservation.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';
import { gathering, type World } from '../../cli/e2e/support/world.ts';

const ORDERS = 20;

describe('the moment of a migration', () => {
  const startWorld = useWorlds();

  it('has the monolith and a microservice produce the same orders, and HQ keep the first', async () => {
    const world = await startWorld();
    const monolith = await world.startMonolith('latest');
    await world.subscribe({ topic: 'orders', url: `${monolith.url}/order/` });
    await world.hq.order(ORDERS);
    await expectConserved(world, 0);

    const iridium = await world.startResource('iridium', monolith.url);
    await world.subscribe({ topic: 'iridium', url: `${iridium.url}/iridium/` });
    claimFirst(world, 'iridium');
    const byIridium = await world.hq.order(ORDERS);
    await expectConserved(world, ORDERS);
    claimFirst(world, 'monolith');
    const byMonolith = await world.hq.order(ORDERS);
    const both = await expectConserved(world, 2 * ORDERS);
    expect(both.report.byResource).toMatchObject({
      iridium: {
        claimed: 3 * ORDERS,
        by: { monolith: 2 * ORDERS, iridium: ORDERS },
        duplicatesAbsorbed: 2 * ORDERS,
      },
      magnesite: { claimed: 3 * ORDERS, by: { monolith: 3 * ORDERS }, duplicatesAbsorbed: 0 },
    });
    await expectIridiumBy(world, 'iridium', byIridium);
    await expectIridiumBy(world, 'monolith', byMonolith);

    world.gate.heal();
    await monolith.stop();
    await monolith.start(gathering('noiridium'));
    const migrated = await world.hq.order(ORDERS);
    const after = await expectConserved(world, 2 * ORDERS);
    expect(after.report.byResource.iridium?.by).toEqual({ monolith: 2 * ORDERS, iridium: 2 * ORDERS });
    await expectIridiumBy(world, 'iridium', migrated);
  });

  it('loses and repeats nothing when the monolith is replaced under load', async () => {
    const world = await startWorld();
    const monolith = await world.startMonolith('latest');
    const bundles = await world.subscribe({ topic: 'orders', url: `${monolith.url}/order/` });
    await world.hq.setGenerator({ rate: 40 });
    await waitFor('orders', () => world.published('orders').size > 20);
    const iridium = await world.startResource('iridium', monolith.url);
    await world.subscribe({ topic: 'iridium', url: `${iridium.url}/iridium/` });
    // The gate of the step: what was published before the microservice was subscribed is complete.
    const before = [...world.published('orders')];
    await waitFor('the gate to open', async () => {
      const orders = (await ledgerOf(world)).filter(({ complete }) => complete);
      const complete = new Set(orders.map(({ orderId }) => orderId));
      return before.every((orderId) => complete.has(orderId));
    });
    const noiridium = await world.startMonolith('noiridium');
    bundles.proxy.target = noiridium.url;
    const soFar = world.published('orders').size;
    await waitFor('orders after the step', () => world.published('orders').size > soFar + 40);
    await world.hq.setGenerator({ paused: true });
    const { report } = await expectConserved(world, 'as seen');
    expect(report.byResource.iridium?.duplicatesAbsorbed).toBeGreaterThan(0);
  });
});

/** Lets the other's claims for iridium through only when this one's is recorded. */
function claimFirst({ gate }: World, first: 'monolith' | 'iridium'): void {
  const recorded = new Set<string>();
  gate.behave(async ({ headers, body }, forward) => {
    const orderId = String(headers['x-interstella-order-id']);
    const isForIridium = (JSON.parse(body) as { iridium?: number }).iridium === 1;
    const isFirst = headers['x-interstella-fulfilled-by'] === first;
    if (isForIridium && !isFirst) await waitFor(`the claim of ${first}`, () => recorded.has(orderId));
    const answer = await forward();
    if (isFirst) recorded.add(orderId);
    return answer;
  });
}

async function expectIridiumBy(world: World, by: string, orderIds: readonly string[]): Promise<void> {
  for (const orderId of orderIds) {
    const status = await world.hq.orderStatus(orderId);
    expect(status?.participants[0]?.claims.iridium?.by).toBe(by);
  }
}
