import { describe, expect, it } from '@jest/globals';
import { DELIVERY_POLICY, RETRY_WINDOW_MS } from './stages.ts';

const ATTEMPT_LIMIT_S = 15;
const MAXIMUM_POLICY_S = 3_600;

describe('the retry window', () => {
  const policy = DELIVERY_POLICY.healthyRetryPolicy;
  const backingOff =
    policy.numRetries - policy.numNoDelayRetries - policy.numMinDelayRetries - policy.numMaxDelayRetries;
  // Backing off never takes longer than the longest delay.
  const delaysS =
    policy.numMinDelayRetries * policy.minDelayTarget +
    (backingOff + policy.numMaxDelayRetries) * policy.maxDelayTarget;

  it('is longer than SNS can go on trying, so that nothing on its way counts as lost', () => {
    const attempts = policy.numRetries + 1;
    expect(RETRY_WINDOW_MS).toBeGreaterThan((delaysS + attempts * ATTEMPT_LIMIT_S) * 1_000);
  });

  it('belongs to a policy that SNS takes', () => {
    expect(backingOff).toBeGreaterThan(0);
    expect(delaysS).toBeLessThanOrEqual(MAXIMUM_POLICY_S);
  });
});
