import { describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import type { OrderRecord } from '../ledger/records.ts';
import { BACKLOG_LIMIT, Publisher } from './publisher.ts';

const NOW = Date.parse('2026-11-20T06:14:30.000Z');
const record = (orderId: string): OrderRecord => ({
  ...{ orderId, bucket: 1, lane: 'orders#0', topics: ['orders', 'iridium'] },
});

function makePublisher(left: readonly OrderRecord[] = []) {
  const steps: string[] = [];
  const warned: string[] = [];
  const world = { now: NOW, made: 0 };
  const log = { log: () => undefined, warn: (text: string) => warned.push(text), error: () => undefined };
  /** Decides what a topic does not take, and may throw. */
  const sns: {
    decisionsFail: number;
    refuses: (topic: string, orderIds: readonly string[]) => readonly string[];
  } = { decisionsFail: 0, refuses: () => [] };
  const drafts: unknown[] = [];
  const inFlight: string[] = [];
  const note = (step: string) => {
    steps.push(step);
    return Promise.resolve();
  };
  const publisher = new Publisher(
    {
      decide: async (count, _resources, draft) => {
        drafts.push(draft);
        if (sns.decisionsFail-- > 0) throw new Error('No answer.');
        await note(`decide ${count}`);
        return Array.from({ length: count }, () => record(`order-20261120T061430000-${(world.made += 1)}`));
      },
      resume: (isOthers) => Promise.resolve(left.filter((order) => !isOthers(order))),
    },
    {
      putOrders: (orders) =>
        note(`${orders.every(({ sentAt }) => sentAt === undefined) ? 'note' : 'sent'} ${orders.length}`),
      unsentOrders: () => Promise.resolve(left),
    },
    { extend: (owner, orderIds, at) => note(`late ${owner} ${orderIds.length} ${at - NOW}`) },
    { made: (orderIds) => inFlight.push(...orderIds) },
    {
      publish: (topic, orderIds) => {
        const refused = sns.refuses(topic, orderIds);
        steps.push(`${topic} ${orderIds.length}`);
        return Promise.resolve(refused);
      },
    },
    ['iridium'],
    () => world.now,
    log,
  );
  return { publisher, steps, warned, drafts, inFlight, sns, world };
}

describe('the publisher', () => {
  it('records an order, publishes it, and then marks it as sent', async () => {
    const { publisher, steps, inFlight } = makePublisher();
    expect(await publisher.make(1)).toEqual(['order-20261120T061430000-1']);
    expect(inFlight).toEqual(['order-20261120T061430000-1']);
    await waitFor('an empty outbox', () => publisher.backlog === 0);
    expect(steps).toEqual(['decide 1', 'orders 1', 'iridium 1', 'sent 1']);
  });

  it('publishes ten at a time', async () => {
    const { publisher, steps } = makePublisher();
    const made = publisher.make(25);
    expect(publisher.backlog).toBe(25);
    expect(await made).toHaveLength(25);
    await waitFor('an empty outbox', () => publisher.backlog === 0);
    expect(steps.filter((step) => step.startsWith('orders'))).toEqual(['orders 10', 'orders 10', 'orders 5']);
  });

  it('publishes again only the orders that the topic refused', async () => {
    const { publisher, steps, sns } = makePublisher();
    let refusals = 1;
    sns.refuses = (topic, orderIds) => (topic === 'iridium' && refusals-- > 0 ? orderIds.slice(0, 2) : []);
    await publisher.make(5);
    await waitFor('an empty outbox', () => publisher.backlog === 0);
    expect(steps).toEqual(['decide 5', 'orders 5', 'iridium 5', 'iridium 2', 'sent 5']);
  });

  it('extends the retry window of orders that SNS took late', async () => {
    const { publisher, steps, sns, world } = makePublisher();
    sns.refuses = () => {
      world.now = NOW + 60_000;
      return [];
    };
    await publisher.make(2);
    await waitFor('an empty outbox', () => publisher.backlog === 0);
    expect(steps).toContain('late #ledger 2 60000');
  });

  it('extends the retry window of orders published again for participants that miss them', async () => {
    const { publisher, steps, sns, world } = makePublisher();
    sns.refuses = () => {
      world.now = NOW + 60_000;
      return [];
    };
    await publisher.republish([record('order-20261120T061430000-a')], () => ['ada']);
    await waitFor('an empty outbox', () => publisher.backlog === 0);
    expect(steps).toContain('late ada 1 60000');
    expect(steps).not.toContainEqual(expect.stringContaining('#ledger'));
  });

  it('retries with the same draft, so that no order is made twice', async () => {
    const { publisher, drafts, sns } = makePublisher();
    sns.decisionsFail = 2;
    expect(await publisher.make(1)).toHaveLength(1);
    expect(new Set(drafts).size).toBe(1);
    expect(drafts).toHaveLength(3);
  });

  it('logs a failure once, and clears it after a success', async () => {
    const { publisher, warned, sns } = makePublisher();
    let refusals = 4;
    sns.refuses = () => {
      if (refusals-- > 0) throw new Error('SNS is down.');
      return [];
    };
    await publisher.make(15);
    await waitFor('an empty outbox', () => publisher.backlog === 0);
    expect(warned).toEqual([expect.stringContaining('SNS is down.')]);
    expect(publisher.failure).toBeUndefined();
  });

  it('resumes the abandoned orders of an earlier run, if they are old enough', async () => {
    const { publisher, steps } = makePublisher([record('order-20261120T061429000-left')]);
    expect(await publisher.resume(NOW - 1_000)).toBe(0);
    expect(await publisher.resume()).toBe(1);
    await waitFor('an empty outbox', () => publisher.backlog === 0);
    expect(steps).toEqual(['orders 1', 'iridium 1', 'sent 1']);
  });

  it('leaves an old order to the process that publishes it again just now', async () => {
    const again = { ...record('order-20261120T051430000-again'), republishedAt: NOW - 1_000 };
    const { publisher } = makePublisher([again]);
    expect(await publisher.resume(NOW - 30_000)).toBe(0);
    expect(await publisher.oldestUnsentAt()).toBe(NOW - 1_000);
  });

  it('reports since when the oldest order waits', async () => {
    expect(await makePublisher().publisher.oldestUnsentAt()).toBeUndefined();
    const left = ['order-20261120T061429000-a', 'order-20261120T061430000-b'].map(record);
    expect(await makePublisher(left).publisher.oldestUnsentAt()).toBe(Date.parse('2026-11-20T06:14:29.000Z'));
  });

  it('puts orders in the outbox before it publishes them again', async () => {
    const { publisher, steps } = makePublisher();
    await publisher.republish([record('order-20261120T061430000-a')], () => ['ada']);
    expect(steps[0]).toBe('note 1');
    await waitFor('an empty outbox', () => publisher.backlog === 0);
    expect(steps).toEqual(['note 1', 'orders 1', 'iridium 1', 'sent 1']);
  });

  it('has a bounded backlog, and leaves unpublished orders in the outbox when it stops', async () => {
    const { publisher, steps, sns } = makePublisher();
    sns.refuses = () => {
      throw new Error('SNS is down.');
    };
    const made = publisher.make(BACKLOG_LIMIT - 1);
    expect(publisher.hasRoomFor(1)).toBe(true);
    expect(publisher.hasRoomFor(2)).toBe(false);
    await made;
    await publisher.stop();
    expect(publisher.backlog).toBe(0);
    expect(steps.some((step) => step.startsWith('sent'))).toBe(false);
  });
});
