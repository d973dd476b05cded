import { describe, expect, it } from '@jest/globals';
import { type BackoffFunction, DEFAULT_RETRY_POLICY, type RetryPolicy, retryDelays } from './retry-delays.ts';

function policy(changes: Partial<RetryPolicy>): RetryPolicy {
  return { ...DEFAULT_RETRY_POLICY, ...changes };
}

describe('retry delays', () => {
  it('are three of 20 seconds by default', () => {
    expect(retryDelays(DEFAULT_RETRY_POLICY)).toEqual([20, 20, 20]);
  });

  it.each<[BackoffFunction, number[]]>([
    ['linear', [1, 6, 11, 16]],
    // Increments 2.5, 5, 7.5.
    ['arithmetic', [1, 3.5, 8.5, 16]],
    ['exponential', [1, 1 + 15 / 7, 1 + 45 / 7, 16]],
  ])('back off in the %s way from the minimum to the maximum', (backoffFunction, expected) => {
    const delays = retryDelays(
      policy({ minDelayTarget: 1, maxDelayTarget: 16, numRetries: 4, backoffFunction }),
    );
    expect(delays).toHaveLength(4);
    for (const [index, delay] of delays.entries()) expect(delay).toBeCloseTo(expected[index] ?? NaN, 10);
  });

  it('back off in the geometric way by a constant factor', () => {
    const delays = retryDelays(
      policy({ minDelayTarget: 1, maxDelayTarget: 27, numRetries: 4, backoffFunction: 'geometric' }),
    );
    for (const [index, delay] of delays.entries()) expect(delay).toBeCloseTo(3 ** index, 10);
  });

  it('pass through the phases: at once, minimum, backing off, maximum', () => {
    const delays = retryDelays(
      policy({
        minDelayTarget: 0.5,
        maxDelayTarget: 2,
        numRetries: 9,
        numNoDelayRetries: 2,
        numMinDelayRetries: 2,
        numMaxDelayRetries: 2,
      }),
    );
    expect(delays).toEqual([0, 0, 0.5, 0.5, 0.5, 1.25, 2, 2, 2]);
  });

  it('are the minimum for a single retry, and none for no retries', () => {
    expect(retryDelays(policy({ minDelayTarget: 3, maxDelayTarget: 9, numRetries: 1 }))).toEqual([3]);
    expect(retryDelays(policy({ numRetries: 0 }))).toEqual([]);
  });
});
