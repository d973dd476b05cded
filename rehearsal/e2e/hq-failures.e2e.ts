import { describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { expectConserved } from '../../cli/e2e/support/conservation.ts';
import { startMigrated } from '../../cli/e2e/support/migrated.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';
import { PARTICIPANT } from '../../cli/e2e/support/world.ts';

describe('every order is fulfilled once though HQ', () => {
  const startWorld = useWorlds();

  it('answers 500 for a while', async () => {
    const world = await startWorld();
    const { bundles, iridiumOrders } = await startMigrated(world);
    world.gate.behave(() => Promise.resolve({ status: 500 }));
    await world.hq.setGenerator({ rate: 50, count: 60 });
    await waitFor('failed deliveries', () => bundles.failures >= 30 && iridiumOrders.failures >= 30);
    world.gate.heal();
    const { orderIds } = await expectConserved(world, 0);
    expect(orderIds).toHaveLength(60);
  });

  it('is killed under load and comes back later', async () => {
    const world = await startWorld();
    // Past the proxy: nothing listens there while HQ is down. And long enough in hand that HQ's death meets some orders.
    const { bundles, iridiumOrders } = await startMigrated(world, {
      env: { API_ENDPOINT: `${world.hqProgram.url}/receiving/`, GATHER_MS: '250' },
    });
    await world.hq.setGenerator({ rate: 100 });
    await waitFor('orders under way', () => world.published('orders').size >= 50);
    await world.hqProgram.kill();
    await waitFor('failed deliveries', () => bundles.failures >= 10 && iridiumOrders.failures >= 10);
    await world.hqProgram.start();
    await world.hq.setGenerator({ rate: 100, count: 30 });
    const { orderIds } = await expectConserved(world, 'unseen');
    expect(orderIds.length).toBeGreaterThanOrEqual(80);
  });

  it('records claims and answers them only after the time limit', async () => {
    const world = await startWorld();
    const { bundles, iridiumOrders } = await startMigrated(world);
    const late = new Set<string>();
    world.gate.behave(async ({ headers, body, gone }, forward) => {
      const answer = await forward();
      const claim = `${String(headers['x-interstella-order-id'])} ${body}`;
      if (!late.has(claim)) {
        late.add(claim);
        await gone;
      }
      return answer;
    });
    await world.hq.order(5);
    await expectConserved(world, 10);
    expect([bundles.failures, iridiumOrders.failures]).toEqual([5, 5]);
  });

  it('answers 403 until the services find its new key in SSM, without a restart', async () => {
    const world = await startWorld();
    const { bundles, iridiumOrders } = await startMigrated(world, { keysFromSsm: true });
    await world.hq.order(5);
    await expectConserved(world, 0);
    const { apiKey } = await world.hq.rotateKey(PARTICIPANT);
    await world.hq.order(5);
    await waitFor('refused claims', () => bundles.failures >= 10 && iridiumOrders.failures >= 10);
    const refused = world.gate.exchanges.filter(({ answer }) => answer?.status === 403);
    expect(refused.length).toBeGreaterThanOrEqual(20);
    await world.putApiKey(apiKey);
    const { orderIds } = await expectConserved(world, 0);
    expect(orderIds).toHaveLength(10);
  });
});
