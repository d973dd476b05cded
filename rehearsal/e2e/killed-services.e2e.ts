import { describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { expectConserved } from '../../cli/e2e/support/conservation.ts';
import type { ProxyBehaviour } from '../../cli/e2e/support/fault-proxy.ts';
import { startMigrated } from '../../cli/e2e/support/migrated.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';

const ORDERS = 5;

describe('every order is fulfilled once though a service is killed with orders in its hands', () => {
  const startWorld = useWorlds();

  it.each([
    ['before HQ has recorded them', false, 0],
    ['when HQ has recorded them and not yet answered', true, ORDERS],
  ])('the monolith, %s', async (_when, recorded, absorbed) => {
    const world = await startWorld();
    const { monolith, iridiumOrders } = await startMigrated(world);
    const hold = holdClaims('monolith', recorded);
    world.gate.behave(hold.behaviour);
    const orderIds = await world.hq.order(ORDERS);
    await waitFor('orders in its hands, and in no others', () => {
      return hold.held === ORDERS && iridiumOrders.hasDelivered(orderIds);
    });
    await monolith.kill();
    world.gate.heal();
    await monolith.start();
    await expectConserved(world, absorbed);
  });

  it('a microservice, while the monolith waits for HQ on its behalf', async () => {
    const world = await startWorld();
    const { iridium, iridiumOrders } = await startMigrated(world);
    const hold = holdClaims('iridium', true);
    world.gate.behave(hold.behaviour);
    await world.hq.order(ORDERS);
    await waitFor('orders in its hands', () => hold.held === ORDERS);
    await iridium.kill();
    world.gate.heal();
    await iridium.start();
    await expectConserved(world, ORDERS);
    expect(iridiumOrders.failures).toBeGreaterThanOrEqual(ORDERS);
  });
});

/** Never answers the claims of one service: those that it passes on first, HQ has recorded. */
function holdClaims(by: string, recorded: boolean): { behaviour: ProxyBehaviour; held: number } {
  const hold = {
    held: 0,
    behaviour: (async ({ headers, gone }, forward) => {
      if (headers['x-interstella-fulfilled-by'] !== by) return forward();
      if (recorded) await forward();
      hold.held += 1;
      await gone;
      throw new Error('Nobody waits for the answer any more.');
    }) satisfies ProxyBehaviour,
  };
  return hold;
}
