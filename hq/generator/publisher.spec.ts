import { describe, expect, it } from '@jest/globals';
import type { OrderKey } from '../ledger/records.ts';
import type { CustomerOrder } from './order.ts';
import { BACKLOG_LIMIT, Publisher } from './publisher.ts';

function makePublisher(left: readonly CustomerOrder[] = []) {
  const steps: string[] = [];
  const warned: string[] = [];
  const log = { info: () => undefined, warn: (text: string) => warned.push(text), error: () => undefined };
  /** Decides what a topic does not take, and may throw. */
  const sns: { refuses: (topic: string, orderIds: readonly string[]) => readonly string[] } = {
    refuses: () => [],
  };
  const publisher = new Publisher({
    outbox: {
      put: (orders) => note(`outbox ${orders.length}`),
      remove: (orders) => note(`done ${orders.length}`),
      all: () => Promise.resolve(left),
    },
    ledger: {
      publish: ({ participant }: OrderKey) => note(`ledger ${participant}`),
      sent: ({ participant }: OrderKey) => note(`sent ${participant}`),
    },
    topics: {
      publish: (topic, orderIds) => {
        const refused = sns.refuses(topic, orderIds);
        steps.push(`${topic} ${orderIds.length}`);
        return Promise.resolve(refused);
      },
    },
    resources: ['iridium'],
    now: () => Date.parse('2026-11-20T06:14:30.000Z'),
    log,
  });
  function note(step: string): Promise<void> {
    steps.push(step);
    return Promise.resolve();
  }
  const drained = async () => {
    while (publisher.backlog > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { publisher, steps, warned, sns, drained };
}

describe('the publisher', () => {
  it('notes an order, records it for everyone, publishes it, and only then forgets it', async () => {
    const { publisher, steps, drained } = makePublisher();
    publisher.make(1, ['ada', 'bob']);
    await drained();
    expect(steps).toEqual([
      'outbox 1',
      'ledger ada',
      'ledger bob',
      'orders 1',
      'iridium 1',
      'sent ada',
      'sent bob',
      'done 1',
    ]);
  });

  it('publishes ten at a time', async () => {
    const { publisher, steps, drained } = makePublisher();
    publisher.make(25, ['ada']);
    expect(publisher.backlog).toBe(25);
    await drained();
    expect(steps.filter((step) => step.startsWith('orders'))).toEqual(['orders 10', 'orders 10', 'orders 5']);
  });

  it('publishes again only what the topic did not take', async () => {
    const { publisher, steps, sns, drained } = makePublisher();
    let refusals = 1;
    sns.refuses = (topic, orderIds) => (topic === 'iridium' && refusals-- > 0 ? orderIds.slice(0, 2) : []);
    publisher.make(5, ['ada']);
    await drained();
    expect(steps.filter((step) => !/^(?:ledger|sent)/.test(step))).toEqual([
      'outbox 5',
      'orders 5',
      'iridium 5',
      'iridium 2',
      'done 5',
    ]);
  });

  it('tells a trouble once, and that it is over', async () => {
    const { publisher, warned, sns, drained } = makePublisher();
    let refusals = 4;
    sns.refuses = () => {
      if (refusals-- > 0) throw new Error('SNS is down.');
      return [];
    };
    publisher.make(15, ['ada']);
    await drained();
    expect(warned).toEqual([expect.stringContaining('SNS is down.')]);
    expect(publisher.trouble).toBeUndefined();
  });

  it('takes up what an earlier run left', async () => {
    const order = { orderId: 'order-1', publishedAt: 1, topics: ['orders'], participants: ['eve'] };
    const { publisher, steps, drained } = makePublisher([order]);
    expect(await publisher.resume()).toBe(1);
    await drained();
    expect(steps).toEqual(['outbox 1', 'ledger eve', 'orders 1', 'sent eve', 'done 1']);
  });

  it('publishes again what the ledger has, without recording it anew', async () => {
    const order = { orderId: 'order-1', publishedAt: 1, topics: ['orders'], participants: ['eve'] };
    const { publisher, steps, drained } = makePublisher();
    const { orderIds, recorded } = publisher.republish([order]);
    expect(orderIds).toEqual(['order-1']);
    await recorded;
    await drained();
    expect(steps).toEqual(['outbox 1', 'orders 1', 'sent eve', 'done 1']);
  });

  it('has a bounded backlog, and stops with what is left in the outbox', async () => {
    const { publisher, steps, sns } = makePublisher();
    sns.refuses = () => {
      throw new Error('SNS is down.');
    };
    publisher.make(BACKLOG_LIMIT - 1, ['ada']);
    expect(publisher.hasRoomFor(1)).toBe(true);
    expect(publisher.hasRoomFor(2)).toBe(false);
    while (publisher.trouble === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    await publisher.stop();
    expect(publisher.backlog).toBe(0);
    expect(steps.some((step) => step.startsWith('done'))).toBe(false);
  });
});
