import { describe, expect, it } from '@jest/globals';
import { type StateSources, stateOf } from './state-of.ts';

describe('the state of the platform', () => {
  it('is of one moment, also where a step ends while the queues are looked up', async () => {
    const platform = {
      applied: { deployment: { stage: 'alb', queues: [{ name: 'dead-letters' }] } },
      revision: 1,
      stableSince: 'before',
      changing: undefined,
    };
    const sources = {
      platform,
      balancer: { snapshot: () => ({}) },
      supervisor: { snapshot: () => [] },
      subscriptions: { list: () => [] },
      queues: {
        url: () => {
          Object.assign(platform, {
            applied: { deployment: { stage: 'iridium', queues: [] } },
            revision: 2,
            stableSince: 'after',
          });
          return Promise.resolve('http://queue');
        },
      },
      port: 5000,
    } as unknown as StateSources;
    expect(await stateOf(sources)).toMatchObject({
      stage: 'alb',
      revision: 1,
      stableSince: 'before',
      queueUrls: ['http://queue'],
    });
  });
});
