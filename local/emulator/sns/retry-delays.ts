/** The backoff functions that SNS knows. */
export const BACKOFF_FUNCTIONS = ['linear', 'arithmetic', 'geometric', 'exponential'] as const;
export type BackoffFunction = (typeof BACKOFF_FUNCTIONS)[number];

/**
 * When a delivery is tried again: SNS's `healthyRetryPolicy`, complete. Delays are in seconds; real SNS takes whole ones
 * from 1 on, these endpoints also fractions, for short rehearsals.
 */
export interface RetryPolicy {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  /** All retries of all phases; the attempts are one more. */
  readonly numRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly numMaxDelayRetries: number;
  readonly backoffFunction: BackoffFunction;
}

/** Without a policy, SNS retries three times, 20 s apart. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  backoffFunction: 'linear',
};

/**
 * The seconds to wait before each retry, in the four phases that the SNS documentation names: immediate, at the minimum
 * delay, backing off from minimum to maximum, at the maximum delay. Real SNS adds some jitter, this does not.
 */
export function retryDelays(policy: RetryPolicy): number[] {
  const { minDelayTarget, maxDelayTarget, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } =
    policy;
  const backingOff = policy.numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
  return [
    ...repeat(numNoDelayRetries, 0),
    ...repeat(numMinDelayRetries, minDelayTarget),
    ...Array.from({ length: backingOff }, (_, index) => backoff(policy, index, backingOff)),
    ...repeat(numMaxDelayRetries, maxDelayTarget),
  ];
}

function repeat(count: number, delay: number): number[] {
  return Array.from({ length: count }, () => delay);
}

/**
 * The delay of retry `index` of `count` in the backoff phase, the first the minimum and the last the maximum. SNS shows
 * its four functions only as curves; what grows here is: linear, by a constant; arithmetic, by an amount that itself
 * grows by a constant; geometric, by a constant factor; exponential, by an amount that doubles.
 */
function backoff(policy: RetryPolicy, index: number, count: number): number {
  const { minDelayTarget: min, maxDelayTarget: max } = policy;
  const last = count - 1;
  if (index === 0) return min;
  if (index === last) return max;
  const span = max - min;
  switch (policy.backoffFunction) {
    case 'linear':
      return min + (span * index) / last;
    case 'arithmetic':
      return min + (span * index * (index + 1)) / (last * (last + 1));
    case 'geometric':
      return min * (max / min) ** (index / last);
    case 'exponential':
      return min + (span * (2 ** index - 1)) / (2 ** last - 1);
  }
}
