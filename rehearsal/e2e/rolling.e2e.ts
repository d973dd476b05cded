import { describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { Balancer } from '../../cli/e2e/support/balancer.ts';
import { expectConserved } from '../../cli/e2e/support/conservation.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';

/** Longer than the balancer takes to see that a task stops, also on a loaded machine. */
const TASK = { env: { DRAIN_MS: '5000', GATHER_MS: '100' } };

describe('a rolling replacement under constant load', () => {
  const startWorld = useWorlds();

  it('fails no request, and every order is fulfilled once', async () => {
    const world = await startWorld();
    const balancer = await Balancer.start();
    world.atEnd(() => balancer.close());
    const startTask = async () => {
      const task = await world.startMonolith('latest', TASK);
      balancer.register(task.url);
      await waitFor('a healthy task', () => balancer.isHealthy(task.url));
      return task;
    };
    const old = [await startTask(), await startTask()];
    const route = await world.subscribe({ topic: 'orders', url: `${balancer.url}/order/` });
    await world.hq.setGenerator({ rate: 60 });
    await waitFor('orders at both tasks', () => old.every(({ url }) => balancer.requestsTo(url) > 10));

    for (const task of old) {
      const replacement = await startTask();
      expect(await task.stop()).toBe('monolith ended with exit code 0');
      await waitFor('orders at the replacement', () => balancer.requestsTo(replacement.url) > 30);
    }
    await world.hq.setGenerator({ paused: true });

    const { orderIds } = await expectConserved(world, 0);
    expect(orderIds.length).toBeGreaterThan(100);
    expect({ atTheBalancer: balancer.failures, atSns: route.failures }).toEqual({
      atTheBalancer: 0,
      atSns: 0,
    });
  });
});
