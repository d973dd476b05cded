import { describe, expect, it } from '@jest/globals';
import { PolicyNotices } from './policy-notices.ts';

describe('the notices of a delivery policy', () => {
  it('tell once of each part that has no effect', () => {
    const told: string[] = [];
    const notices = new PolicyNotices((message) => told.push(message));
    const sickly = '{"sicklyRetryPolicy":{"numRetries":5}}';
    notices.look(sickly);
    notices.look(sickly);
    notices.look('{"http":{"defaultRequestPolicy":{"headerContentType":"text/plain"}}}');
    expect(told).toEqual([
      'A delivery policy has a sicklyRetryPolicy, which has no effect here: the healthy retry policy holds throughout.',
      'A delivery policy has a defaultRequestPolicy, which has no effect here: the Content-Type is always text/plain; charset=UTF-8.',
    ]);
  });

  it('say nothing of what has an effect, nor of null', () => {
    const told: string[] = [];
    const notices = new PolicyNotices((message) => told.push(message));
    notices.look(
      '{"healthyRetryPolicy":{},"throttlePolicy":{"maxReceivesPerSecond":5},"sicklyRetryPolicy":null}',
    );
    expect(told).toEqual([]);
  });
});
