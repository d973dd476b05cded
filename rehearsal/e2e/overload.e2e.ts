import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { call, SnsSigner, waitFor } from '@interstella/libs/testing';
import { expectConserved } from '../../cli/e2e/support/conservation.ts';
import { startMigrated } from '../../cli/e2e/support/migrated.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';
import type { World } from '../../cli/e2e/support/world.ts';

/** More a second than the kit completes on any machine: HQ makes no more at all. */
const FLOOD = 1_000;
/** Orders that are made before the flood ends. */
const FLOODED = 600;

/** SNS has 64 attempts under way at once, so that fewer than 50 orders a second are claimed. */
const SLOW_MS = 1_500;
/** How long a claim takes on its way to an HQ that will stand still. */
const UNDER_WAY_MS = 500;
/** Open orders from which on the generator waits, at 100 a second. */
const OPEN_LIMIT = 200;

const DELIVERY_HEADERS = {
  'x-amz-sns-message-type': 'Notification',
  'content-type': 'text/plain; charset=UTF-8',
};

async function stopMaking(world: World): Promise<void> {
  await world.hq.setGenerator({ rate: 0 });
}

describe('overload', () => {
  const startWorld = useWorlds();

  it('by more orders than the kit completes ends with every one complete', async () => {
    const world = await startWorld();
    await startMigrated(world);
    await world.hq.setGenerator({ rate: FLOOD });
    await waitFor(`${FLOODED} orders`, async () => (await world.hq.generator()).made >= FLOODED);
    await stopMaking(world);
    const { orderIds } = await expectConserved(world, 'as seen');
    expect(orderIds.length).toBeGreaterThanOrEqual(FLOODED);
  });

  it('of slow services holds the generator back, which says why, until they are faster', async () => {
    const world = await startWorld();
    await startMigrated(world);
    world.gate.behave(async (_request, forward) => {
      await delay(SLOW_MS);
      return forward();
    });
    await world.hq.setGenerator({ rate: 100 });
    await waitFor('the generator to hold back', async () =>
      /^Waits: \d+ of the orders of the last 30 s are open\./.test((await world.hq.generator()).state),
    );
    expect((await world.report()).open).toBeLessThan(2 * OPEN_LIMIT);
    world.gate.heal();
    await waitFor('orders to be made again', async () =>
      (await world.hq.generator()).state.startsWith('Makes 100 orders'),
    );
    await stopMaking(world);
    await expectConserved(world, 'as seen');
  });

  it('by an HQ that stands still, and goes on later, loses and doubles nothing', async () => {
    const world = await startWorld();
    const { bundles } = await startMigrated(world);
    // So that claims are under way at any moment.
    world.gate.behave(async (_request, forward) => {
      await delay(UNDER_WAY_MS);
      return forward();
    });
    await world.hq.setGenerator({ rate: 50 });
    await waitFor('some orders to be complete', async () => (await world.report()).complete > 20);
    const before = bundles.failures;
    world.hqProgram.signal('SIGSTOP');
    await waitFor('deliveries to be refused', () => bundles.failures > before);
    world.hqProgram.signal('SIGCONT');
    world.gate.heal();
    await stopMaking(world);
    await expectConserved(world, 'as seen');
  });

  it('by who sends without waiting is refused with 503, and what was taken is in the ledger once', async () => {
    const world = await startWorld();
    const signer = await SnsSigner.create();
    const monolith = await world.startMonolith('latest', {
      env: { SNS_PINNED_CERTIFICATE: signer.certificate },
    });
    const orderIds = await world.hq.order(100);
    const sign = (Subject: string) =>
      JSON.stringify(
        signer.notification({ TopicArn: world.topicArn('orders'), Message: '{"bundle": 1}', Subject }),
      );
    const send = async (body: string) =>
      (await call(monolith.url, '/order/', { headers: DELIVERY_HEADERS, body })).status;
    const deliveries = Array.from({ length: 20 }, () => orderIds.map(sign)).flat();
    const statuses = await Promise.all(deliveries.map(send));
    const count = (status: number) => statuses.filter((one) => one === status).length;
    expect(count(200)).toBeGreaterThan(0);
    expect(count(200) + count(503)).toBe(statuses.length);
    let taken = count(200);
    for (const orderId of orderIds) {
      await waitFor(`${orderId} to be taken`, async () => (await send(sign(orderId))) === 200);
      taken += 1;
    }
    const report = await world.report();
    expect(report).toMatchObject({ published: 100, complete: 100, open: 0, unattributed: 0 });
    // A claim whose answer was too late for its caller is in the ledger, too.
    expect(report.byResource.iridium?.claimed).toBe(100);
    expect((report.byResource.iridium?.duplicatesAbsorbed ?? 0) + 100).toBeGreaterThanOrEqual(taken);
  });
});
