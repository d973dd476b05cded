import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Subscription, SnsState, type Topic } from './sns-state.ts';

const DAY_MS = 86_400_000;

describe('the state of SNS', () => {
  let now: number;
  let state: SnsState;
  let topic: Topic;
  let subscription: Subscription;

  beforeEach(() => {
    now = Date.parse('2026-11-20T06:00:00Z');
    state = new SnsState(() => now);
    topic = {
      arn: 'arn:aws:sns:us-east-1:000000000000:orders',
      attributes: new Map(),
      tags: new Map(),
      signatureVersion: 1,
      deliveryPolicy: undefined,
      deletedSubscriptions: 0,
    };
    state.topics.set(topic.arn, topic);
    subscription = state.addSubscription({
      arn: `${topic.arn}:1`,
      topic,
      protocol: 'http',
      endpoint: 'http://127.0.0.1/',
      attributes: new Map(),
      deliveryPolicy: undefined,
      deadLetterTargetArn: undefined,
    });
    state.renewToken(subscription);
  });

  it('knows a token for two days from the last time it was sent', () => {
    now += 2 * DAY_MS - 1;
    expect(state.byLiveToken(subscription.token)).toBe(subscription);
    state.renewToken(subscription);
    now += 2 * DAY_MS - 1;
    expect(state.byLiveToken(subscription.token)).toBe(subscription);
    now += 1;
    expect(state.byLiveToken(subscription.token)).toBeUndefined();
    expect(state.byLiveToken('another')).toBeUndefined();
  });

  it('restores a deleted subscription for the owner of its token', () => {
    state.confirm(subscription);
    state.removeSubscription(subscription);
    expect(state.subscriptionsOf(topic)).toEqual([]);
    const former = state.byLiveToken(subscription.token);
    expect(former).toBe(subscription);
    state.confirm(subscription);
    expect(state.subscriptionsOf(topic)).toEqual([subscription]);
  });

  it('deletes a topic with its subscriptions and their tokens', () => {
    state.removeTopic(topic);
    expect(subscription.state).toBe('deleted');
    expect(state.byLiveToken(subscription.token)).toBeUndefined();
    expect(() => state.topic(topic.arn)).toThrow('Topic does not exist');
    expect(() => state.subscription(subscription.arn)).toThrow('Subscription does not exist');
  });
});
