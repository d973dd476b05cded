import { describe, expect, it } from '@jest/globals';
import { failureThreshold, restartDelayMs } from './circuit-breaker.ts';

describe('the circuit breaker', () => {
  it.each([
    [1, 3],
    [6, 3],
    [7, 4],
    [20, 10],
    [400, 200],
    [1_000, 200],
  ])('of %d desired tasks ends a deployment at %d failures', (desired, failures) => {
    expect(failureThreshold(desired)).toBe(failures);
  });
});

describe('the next start', () => {
  it('waits not at all at first, then twice as long each time, a minute at most', () => {
    const delays = [0, 1, 2, 3, 4, 8, 9, 10, 1_000].map((earlyEnds) => restartDelayMs(earlyEnds));
    expect(delays).toEqual([0, 0, 500, 1_000, 2_000, 32_000, 60_000, 60_000, 60_000]);
  });
});
