/** The functions in their bundle, while SNS does not do what it should. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { Http } from '../e2e/http.ts';
import { type SnsMood, startSnsStub } from '../e2e/sns-stub.ts';
import { LambdaStack, ORDERS_PER_MINUTE, TOPIC_ARN_PREFIX } from '../testing/lambda-stack.ts';

const TOPICS = ['orders', 'iridium', 'magnesite'];
const NOON = { time: '2026-11-20T12:00:00Z' };
/** Spreads the orders of a tick over a second. */
const TICK_LIMIT_MS = 9_000;

const stack = LambdaStack.use();
let sns: Awaited<ReturnType<typeof startSnsStub>>;
let apiKey: string;

beforeEach(async () => {
  sns = await startSnsStub();
  stack.set({ AWS_ENDPOINT_URL_SNS: sns.endpoint });
});
afterEach(() => sns.stop());

/** Serves the API, with a participant that is open. */
async function begin(): Promise<void> {
  await stack.serveApi();
  ({ apiKey } = await stack.client.addParticipant({ name: 'ada' }));
  await stack.client.open('ada');
}

/** How often each order was taken by a topic. */
function takenBy(topic: string): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  for (const line of sns.published) {
    const [arn, orderId = ''] = line.split(' ');
    if (arn === TOPIC_ARN_PREFIX + topic) taken.set(orderId, (taken.get(orderId) ?? 0) + 1);
  }
  return taken;
}

/** The orders that the ledger says are owed, and nobody claimed. */
async function owed(): Promise<readonly string[]> {
  const [ada] = (await stack.client.report({ audit: true })).participants;
  expect(ada).toMatchObject({ red: false, complete: 0, open: ada?.orders.open.length });
  expect(ada?.published).toBe(ada?.open);
  return ada?.orders.open.map(({ orderId }) => orderId) ?? [];
}

/** Everything is published by the closing function, and the topics have what the ledger has. */
async function expectAllPublished(): Promise<readonly string[]> {
  sns.mood = 'answers';
  stack.pass(61_000);
  await stack.close();
  const orderIds = await owed();
  for (const topic of TOPICS) expect([topic, [...takenBy(topic).keys()].sort()]).toEqual([topic, orderIds]);
  return orderIds;
}

const tick = (event: object = NOON) =>
  stack.environment().invoke<{ readonly made: number }>('tick', event, TICK_LIMIT_MS);

describe('a claim', () => {
  const NOWHERE = 'http://127.0.0.1:1';

  it.each([
    ['never answers', () => sns.endpoint],
    ['takes no connection', () => NOWHERE],
  ])('is answered while SNS %s, before the order that is being published', async (_how, endpoint) => {
    sns.mood = 'hangs';
    stack.set({ AWS_ENDPOINT_URL_SNS: endpoint() });
    await begin();
    const http = new Http(stack.url);
    const answered: string[] = [];
    const isPublishing = async () => (await stack.client.generator()).backlog === 1;
    const claim = async () => {
      const headers = { 'x-api-key': apiKey, 'x-interstella-order-id': 'direct-1' };
      const answer = await http.call('/receiving/', { method: 'POST', headers, body: '{"iridium":1}' });
      answered.push(`claim ${answer.status}`);
    };
    const made = stack.client.order().then(() => answered.push('order'));
    await waitFor('an order to publish', isPublishing);
    await claim();
    await made;
    // Where it stays in the outbox, and the environment tries on.
    await claim();
    expect(answered).toEqual(['claim 200', 'order', 'claim 200']);
    expect(await isPublishing()).toBe(true);
    stack.set({ AWS_ENDPOINT_URL_SNS: sns.endpoint });
    await expectAllPublished();
    http.close();
  });
});

describe('a tick', () => {
  beforeEach(() => begin());

  it('that comes twice, at once and late, makes its orders once', async () => {
    const both = await Promise.all([tick(), tick()]);
    expect(both.map(({ made }) => made).sort()).toEqual([0, ORDERS_PER_MINUTE]);
    expect(await tick()).toEqual({ made: 0 });
    expect(await expectAllPublished()).toHaveLength(ORDERS_PER_MINUTE);
    for (const topic of TOPICS) expect(new Set(takenBy(topic).values())).toEqual(new Set([1]));
  });

  it.each<[string, SnsMood, RegExp]>([
    ['fails', 'refuses', /orders are not published yet/],
    ['waits in vain', 'hangs', /orders are not published yet/],
  ])('that %s makes its orders once, and the closing function publishes them', async (_how, mood, error) => {
    sns.mood = mood;
    await expect(tick()).rejects.toThrow(error);
    await expectOnce();
  });

  it('that is ended half way makes its orders once, and the closing function publishes them', async () => {
    sns.mood = 'hangs';
    const environment = stack.environment();
    const died = expect(environment.invoke('tick', NOON, TICK_LIMIT_MS)).rejects.toThrow();
    await waitFor('some orders', async () => (await owed()).length >= 3);
    await environment.stop();
    await died;
    await expectOnce();
  });

  async function expectOnce(): Promise<void> {
    const made = await owed();
    expect(made.length).toBeGreaterThan(0);
    expect(await tick()).toEqual({ made: 0 });
    expect(await owed()).toEqual(made);
    expect(await expectAllPublished()).toEqual(made);
  }
});
