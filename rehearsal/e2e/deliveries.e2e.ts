import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { expectConserved } from '../../cli/e2e/support/conservation.ts';
import { startMigrated } from '../../cli/e2e/support/migrated.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';

describe('every order is fulfilled once though its deliveries', () => {
  const startWorld = useWorlds();

  it('come ten times at once', async () => {
    const world = await startWorld();
    const { bundles, iridiumOrders } = await startMigrated(world);
    for (const { proxy } of [bundles, iridiumOrders]) {
      proxy.behave(async (_request, forward) => {
        const answers = await Promise.all(Array.from({ length: 10 }, () => forward()));
        expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
        return { status: 200 };
      });
    }
    const [orderId = ''] = await world.hq.order(1);
    await expectConserved(world, 18);
    const status = await world.hq.orderStatus(orderId);
    expect(status?.participants[0]?.claims).toMatchObject({
      iridium: { by: 'iridium', attempts: 10 },
      magnesite: { by: 'monolith', attempts: 10 },
    });
  });

  it('are delayed, shuffled and repeated', async () => {
    const world = await startWorld();
    const { bundles, iridiumOrders } = await startMigrated(world);
    const passed = { bundles: 0, iridiumOrders: 0 };
    const sent: string[] = [];
    const came: string[] = [];
    for (const [name, { proxy }] of Object.entries({ bundles, iridiumOrders })) {
      proxy.behave(async ({ body }, forward) => {
        const nth = (passed[name as keyof typeof passed] += 1);
        sent.push(body);
        await delay(((nth * 7) % 10) * 40);
        came.push(body);
        // Every third is answered, but the answer is lost; every fourth comes twice at once.
        const [answer] = await Promise.all([forward(), nth % 4 === 0 && forward()]);
        return nth % 3 === 0 ? { status: 502 } : answer;
      });
    }
    await world.hq.setGenerator({ rate: 60, count: 90 });
    const { report, orderIds } = await expectConserved(world, 'as seen');
    expect(orderIds).toHaveLength(90);
    expect(report.duplicatesAbsorbed).toBe(world.gate.exchanges.length - 180);
    expect(report.duplicatesAbsorbed).toBeGreaterThan(90);
    expect(came).not.toEqual(sent);
  });
});
