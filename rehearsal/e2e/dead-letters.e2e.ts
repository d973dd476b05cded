import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { announceKit } from '../kit/running-kit.ts';
import { clientConfig } from '../kit/aws-endpoint.ts';
import { KitHome } from '../../cli/e2e/support/command-line.ts';
import { expectAuditAgrees, expectConserved } from '../../cli/e2e/support/conservation.ts';
import { IMPATIENT } from '../../cli/e2e/support/delivery-policy.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';
import { PARTICIPANT, type World } from '../../cli/e2e/support/world.ts';

const ORDERS = 12;
/** So short that every order which is not complete at once is overdue: what is not dead-lettered is lost. */
const RETRY_WINDOW_MS = 1;

const home = new KitHome();
afterAll(() => {
  home.remove();
});

describe('orders that a service could not be given', () => {
  const startWorld = useWorlds();

  it('are dead-lettered and not lost, and redrive brings them home', async () => {
    const world = await startWorld({ retryWindowMs: RETRY_WINDOW_MS });
    const monolith = await world.startMonolith('latest');
    const route = await world.subscribe({
      topic: 'orders',
      url: `${monolith.url}/order/`,
      policy: IMPATIENT,
    });

    // Down for longer than SNS tries.
    await monolith.stop();
    const untaken = await world.hq.order(ORDERS);
    await waitForDeadLetters(world, ORDERS);
    expect(route.failures).toBe(3 * ORDERS);
    // Deployed with the wrong list of topics: it refuses with 403, and SNS does not try again.
    await monolith.start({ TOPIC_ARN: world.topicArn('iridium') });
    const refused = await world.hq.order(ORDERS);
    await waitForDeadLetters(world, 2 * ORDERS);
    expect(route.failures).toBe(4 * ORDERS);
    await expectDeadLettered(world, [...untaken, ...refused]);

    await monolith.stop();
    await monolith.start({ TOPIC_ARN: world.topicArn('orders') });
    await redriveAll(world);
    // Redrive goes past SNS, so that the route goes on knowing nothing but failures.
    world.routes.length = 0;
    const { orderIds } = await expectConserved(world, 0);
    expect(orderIds).toHaveLength(2 * ORDERS);
  });
});

async function waitForDeadLetters(world: World, count: number): Promise<void> {
  const sqs = new SQSClient(clientConfig(world.endpoint));
  const question = new GetQueueAttributesCommand({
    QueueUrl: world.queueUrls.get('orders'),
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  await waitFor('dead letters', async () => {
    const { Attributes: sizes } = await sqs.send(question);
    return Number(sizes?.ApproximateNumberOfMessages) === count;
  });
}

async function expectDeadLettered(world: World, orderIds: readonly string[]): Promise<void> {
  const { length: count } = orderIds;
  // HQ looks at the queues every second or so, and never while it reports.
  const report = await waitFor('a look at the dead letters', async () => {
    const found = await world.report();
    return found.deadLettered === count ? found : undefined;
  });
  expect(report).toMatchObject({ red: false, published: count, complete: 0, open: count, lost: 0 });
  expect(report).toMatchObject({ overdue: count, deadLettered: count });
  expect(report.orders.deadLettered.map(({ orderId }) => orderId)).toEqual([...orderIds].sort());
  await expectAuditAgrees(world, report);
}

/** More than once: what a service could not be given is visible again only after a while. */
async function redriveAll(world: World): Promise<void> {
  await announceWorld(world);
  let redriven = 0;
  await waitFor('all to be redriven', async () => {
    const { code, stdout, stderr } = await home.interstella('redrive', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const queue of JSON.parse(stdout) as { redriven: number }[]) redriven += queue.redriven;
    return redriven >= 2 * ORDERS;
  });
  expect(redriven).toBe(2 * ORDERS);
}

/** What `interstella start` leaves for a second terminal; of this world there is nothing else to be found. */
async function announceWorld(world: World): Promise<void> {
  process.env.INTERSTELLA_HOME = home.folder;
  const nowhere = 'http://127.0.0.1:1';
  await announceKit({
    pid: process.pid,
    hqUrl: world.hqProgram.url,
    adminKey: world.adminKey,
    endpointUrl: world.endpoint.url,
    region: world.endpoint.region,
    participant: PARTICIPANT,
    ordersUrl: nowhere,
    topicArnPrefix: world.topicArn(''),
    certificate: '',
    platformUrl: nowhere,
    platformKey: '',
    faultsUrl: nowhere,
    faultsKey: '',
  });
}
