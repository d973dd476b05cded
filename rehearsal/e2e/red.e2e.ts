import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { call, StubUpstream, waitFor, type StubRequest } from '@interstella/libs/testing';
import { expectAuditAgrees } from '../../cli/e2e/support/conservation.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';
import { gathering, type World } from '../../cli/e2e/support/world.ts';

const ORDERS = 6;
/** Longer than the orders that are fulfilled need, also on a loaded machine. */
const RETRY_WINDOW_MS = 3_000;

describe('the report is red', () => {
  const startWorld = useWorlds();

  it('when a step came too early: nobody makes iridium for exactly these orders', async () => {
    const world = await startWorld({ retryWindowMs: RETRY_WINDOW_MS });
    const monolith = await world.startMonolith('latest');
    await world.subscribe({ topic: 'orders', url: `${monolith.url}/order/` });
    await world.hq.order(ORDERS);
    await waitFor('the first orders', async () => (await world.report()).complete === ORDERS);
    expect((await world.report()).red).toBe(false);
    await monolith.stop();
    await monolith.start(gathering('noiridium'));
    const lost = await world.hq.order(ORDERS);
    await expectLost(world, lost, ['iridium']);
  });

  it('when a service answers 200 without having fulfilled', async () => {
    const world = await startWorld({ retryWindowMs: RETRY_WINDOW_MS });
    const monolith = await world.startMonolith('latest');
    const { proxy } = await world.subscribe({ topic: 'orders', url: `${monolith.url}/order/` });
    await world.hq.order(ORDERS);
    await waitFor('the first orders', async () => (await world.report()).complete === ORDERS);
    proxy.behave(() => Promise.resolve({ status: 200, body: 'Your order has been fulfilled' }));
    const lost = await world.hq.order(ORDERS);
    await expectLost(world, lost, ['iridium', 'magnesite']);
  });

  it('when a service makes a new id for an old order', async () => {
    const world = await startWorld();
    const monolith = await world.startMonolith('latest', { env: { DIRECT_ORDERS: 'open' } });
    await world.subscribe({ topic: 'orders', url: `${monolith.url}/order/` });
    const made: string[] = [];
    await subscribeStub(world, 'iridium', ({ method }) => {
      const id = `order-${randomUUID()}`;
      made.push(id);
      const headers = { 'x-interstella-order-id': id, 'x-interstella-fulfilled-by': 'iridium' };
      return call(monolith.url, '/fulfill/', { method, headers, body: '{"iridium": 1}' });
    });
    await world.hq.order(ORDERS);
    const report = await waitForClaims(world);
    expect(report).toMatchObject({ red: true, lost: 0, unattributed: ORDERS, duplicatesAbsorbed: 0 });
    expect(report.reasons).toEqual([expect.stringMatching(/^6 orders are claimed that HQ never published/)]);
    expect(report.orders.unattributed.map(({ orderId }) => orderId).sort()).toEqual(made.sort());
    await expectAuditAgrees(world, report);
  });

  it.each([
    ['when original services send no ids', false],
    ['only where nobody expects original services', true],
  ])('%s', async (_when, unattributedExpected) => {
    const world = await startWorld({ unattributedExpected });
    const monolith = await world.startMonolith('latest', { env: { DIRECT_ORDERS: 'open' } });
    await world.subscribe({ topic: 'orders', url: `${monolith.url}/order/` });
    // The workshop's microservice: no content type, no key, no id.
    await subscribeStub(world, 'iridium', ({ method }) =>
      call(monolith.url, '/fulfill/', { method, body: '{"iridium": 1}' }),
    );
    await world.hq.order(ORDERS);
    const report = await waitForClaims(world);
    expect(report).toMatchObject({ red: !unattributedExpected, lost: 0, unattributed: ORDERS });
    for (const { orderId, resources } of report.orders.unattributed) {
      expect(orderId).toMatch(/^unattributed-/);
      expect(resources).toEqual(['iridium']);
    }
    await expectAuditAgrees(world, report);
  });
});

async function expectLost(world: World, lost: readonly string[], missing: readonly string[]): Promise<void> {
  const waiting = await world.report();
  expect(waiting).toMatchObject({ red: false, open: ORDERS, lost: 0 });
  // An overdue order is lost once HQ has looked at dead letters after that.
  const report = await waitFor('the retry window to end, and a look at dead letters after it', async () => {
    const latest = await world.report();
    return latest.lost > 0 && latest.overdue === ORDERS && latest;
  });
  expect(report).toMatchObject({ red: true, published: 2 * ORDERS, complete: ORDERS, lost: ORDERS });
  expect(report.orders.lost.map(({ orderId }) => orderId)).toEqual([...lost].sort());
  for (const order of report.orders.lost) expect(order.missing).toEqual(missing);
  expect(report.reasons).toEqual([expect.stringMatching(/^6 orders are lost: .* missing/)]);
  await expectAuditAgrees(world, report);
}

/** Every order complete, and all that the other service claims claimed too. */
function waitForClaims(world: World) {
  return waitFor('the claims of all services', async () => {
    const report = await world.report();
    return report.complete === ORDERS && report.unattributed === ORDERS && report;
  });
}

/** A service that is not ours: confirms as its SNS client did, and answers 200 once it has done its own thing. */
async function subscribeStub(
  world: World,
  resource: string,
  handle: (request: StubRequest) => Promise<unknown>,
): Promise<void> {
  const stub = await StubUpstream.start(async (request) => {
    const { SubscribeURL } = JSON.parse(request.body) as { SubscribeURL?: string };
    await (SubscribeURL === undefined ? handle(request) : fetch(SubscribeURL));
    return { status: 200 };
  });
  world.atEnd(() => stub.close());
  await world.subscribe({ topic: resource, url: `${stub.url}/${resource}/` });
}
