import { describe, expect, it } from '@jest/globals';
import type { Deliveries } from './deliveries.ts';
import { problemsOf } from './problems.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:interstella-orders';
const endpoint = 'http://127.0.0.1:5000/order/';
const url = 'http://127.0.0.1:4566/000000000000/interstella-orders-redrive';
const DELIVERIES: Deliveries = {
  subscriptions: [{ topicArn, endpoint, arn: `${topicArn}:1`, state: 'confirmed' }],
  queues: [{ url, deadLetters: 0 }],
};
const WELL = { changing: undefined, tasks: { services: [] } };

const service = (state: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED', healthyCount = 2) => ({
  name: 'interstella-monolith',
  desiredCount: 2,
  healthyCount,
  deployment: {
    revision: 1,
    image: 'interstella-monolith:latest',
    state,
    startedAt: 0,
    failures: 0,
    isRollback: false,
    lastFailure: undefined,
  },
  tasks: [],
});

const withState = (...args: Parameters<typeof service>) =>
  problemsOf({ ...WELL, tasks: { services: [service(...args)] } }, DELIVERIES, {
    reasons: [],
  });

describe('what is not well here', () => {
  it('is nothing where services, deliveries and orders are well', () => {
    expect(withState('COMPLETED')).toEqual([]);
  });

  it('is a dead letter, though HQ’s report is green', () => {
    const queues = [{ url, deadLetters: 3 }];
    expect(problemsOf(WELL, { ...DELIVERIES, queues }, { reasons: [] })).toEqual([
      'Dead letters in interstella-orders-redrive: 3. When their service is well: npx interstella redrive',
    ]);
  });

  it.each([
    ['missing', `The interstella-orders topic has no subscription of ${endpoint}.`],
    [
      'pending confirmation',
      expect.stringContaining(`The subscription of ${endpoint} to the interstella-orders`),
    ],
  ] as const)('is a subscription that is %s', (state, problem) => {
    const subscriptions = [{ topicArn, endpoint, arn: 'a', state }];
    expect(problemsOf(WELL, { ...DELIVERIES, subscriptions }, { reasons: [] })).toEqual([problem]);
  });

  it('is a platform that is being changed', () => {
    const changing = { what: 'to stage alb', since: 'then' };
    expect(problemsOf({ ...WELL, changing }, DELIVERIES, { reasons: [] })).toEqual([
      'The platform is being changed (to stage alb): ask again when that is over.',
    ]);
  });

  it('is a service with too few healthy tasks, being rolled out, or whose deployment failed', () => {
    expect(withState('IN_PROGRESS', 1)).toEqual(['interstella-monolith has 1 of 2 healthy tasks.']);
    expect(withState('IN_PROGRESS')).toEqual(['The service interstella-monolith is being rolled out.']);
    expect(withState('FAILED')).toEqual(['The deployment of interstella-monolith has failed.']);
  });

  it('is what HQ’s report says, or that there is none', () => {
    expect(problemsOf(WELL, DELIVERIES, { reasons: ['An order is lost.'] })).toEqual(['An order is lost.']);
    expect(problemsOf(WELL, DELIVERIES, undefined)).toEqual([expect.stringContaining('HQ did not answer')]);
  });
});
