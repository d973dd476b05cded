import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { waitFor } from '@interstella/libs/testing';
import type { Subscription } from '../platform/deployment/index.ts';
import { Queues } from '../platform/stores.ts';
import { Subscriptions } from '../platform/subscriptions.ts';
import { Suite } from './suite.ts';

const POLICY = JSON.stringify({ healthyRetryPolicy: { numRetries: 2, numNoDelayRetries: 2 } });

let suite: Suite;
let queues: Queues;
beforeAll(async () => {
  suite = await Suite.start();
  queues = new Queues(suite.sqs);
});
afterAll(async () => {
  await suite.stop();
});

/** A subscription of a path of the receiver to a new topic. */
async function wanted(path: string, deliveryPolicy?: string): Promise<Subscription> {
  await queues.create({ name: 'platform-redrive', messageRetentionPeriodS: 1_209_600 });
  return {
    id: 'OrdersSubscription',
    topicArn: await suite.createTopic(),
    protocol: 'http',
    endpoint: suite.receiver.url(path),
    deliveryPolicy,
    redriveQueue: 'platform-redrive',
  };
}

/** Confirms as a service does, when it is asked to for the first time or a later one. */
async function confirm(path: string, TopicArn: string, request = 1): Promise<void> {
  const requests = await suite.receiver.arrived(path, 'SubscriptionConfirmation', request);
  const Token = requests.at(-1)?.envelope.Token;
  await suite.sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
}

describe('a subscription of a template', () => {
  it('is there once its endpoint has confirmed, with policy and redrive queue, and can be ended', async () => {
    const subscriptions = new Subscriptions(suite.sns, queues);
    const path = suite.newPath();
    const subscription = await wanted(path, POLICY);
    const subscribed = subscriptions.subscribe(subscription);
    await confirm(path, subscription.topicArn);
    await subscribed;
    const [known] = subscriptions.list();
    expect(known).toMatchObject({ topicArn: subscription.topicArn, endpoint: subscription.endpoint });
    const attributes = async () =>
      (await suite.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: known?.arn })))
        .Attributes;
    expect(await attributes()).toMatchObject({
      PendingConfirmation: 'false',
      DeliveryPolicy: POLICY,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await queues.arn('platform-redrive') }),
    });

    const other = POLICY.replaceAll('2', '3');
    await subscriptions.subscribe({ ...subscription, deliveryPolicy: other });
    expect(await attributes()).toMatchObject({ PendingConfirmation: 'false', DeliveryPolicy: other });

    await subscriptions.unsubscribe(subscription);
    expect(subscriptions.list()).toEqual([]);
    await expect(attributes()).rejects.toThrow('does not exist');
    await subscriptions.unsubscribe(subscription);
  });

  it('is missing when somebody removed it by hand, and can be made again or ended', async () => {
    const subscriptions = new Subscriptions(suite.sns, queues);
    const path = suite.newPath();
    const subscription = await wanted(path, POLICY);
    const subscribe = async (request: number) => {
      const subscribed = subscriptions.subscribe(subscription);
      await confirm(path, subscription.topicArn, request);
      await subscribed;
    };
    const removeByHand = async () => {
      const [known] = subscriptions.list();
      await suite.sns.send(new UnsubscribeCommand({ SubscriptionArn: known?.arn }));
    };
    await subscribe(1);
    expect(await subscriptions.missing([subscription])).toEqual([]);

    await removeByHand();
    await subscribe(2);
    expect(await subscriptions.missing([subscription])).toEqual([]);

    await removeByHand();
    expect(await subscriptions.missing([subscription])).toEqual([subscription]);
    expect(subscriptions.list()).toEqual([]);
    await subscriptions.unsubscribe(subscription);
  });

  it('fails if its endpoint does not confirm in time, and can be ended all the same', async () => {
    const subscriptions = new Subscriptions(suite.sns, queues, { limitMs: 200 });
    const subscription = await wanted(suite.newPath());
    await expect(subscriptions.subscribe(subscription)).rejects.toThrow(
      `${subscription.endpoint} did not confirm its subscription to ${subscription.topicArn} within 0.2 s`,
    );
    await subscriptions.unsubscribe(subscription);
    expect(subscriptions.list()).toEqual([]);
  });

  it('is asked for again while the endpoint has not confirmed, and when it is subscribed another time', async () => {
    const impatient = new Subscriptions(suite.sns, queues, { askAgainMs: 100 });
    const [path, other] = [suite.newPath(), suite.newPath()];
    const subscription = await wanted(path);
    const subscribed = impatient.subscribe(subscription);
    await confirm(path, subscription.topicArn, 3);
    await subscribed;

    const patient = new Subscriptions(suite.sns, queues, { askAgainMs: 60_000 });
    const late = await wanted(other);
    const first = patient.subscribe(late);
    await waitFor('the subscription', () => patient.list().length === 1);
    const again = patient.subscribe(late);
    await confirm(other, late.topicArn, 2);
    await Promise.all([first, again]);
  });
});

describe('a queue of a template', () => {
  it('is created, found, created again with what it holds, and removed', async () => {
    const queue = { name: 'platform-queue', messageRetentionPeriodS: 345_600 };
    expect(await queues.url(queue.name)).toBeUndefined();
    await queues.create(queue);
    await queues.create(queue);
    expect(await queues.url(queue.name)).toContain(queue.name);
    await queues.remove(queue);
    expect(await queues.url(queue.name)).toBeUndefined();
    await queues.remove(queue);
  });
});
