import { describe, expect, it } from '@jest/globals';
import { TIME_LIMITS_MS as limits } from './time-limits.ts';

/** For what no limit covers: the network to the caller and back, parsing, a processor that is busy. */
const MARGIN_MS = 500;
const sum = (...parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);

/** What the monolith does with gathered resources: key and endpoint of the API at once, then the call. */
const fulfillment = sum(limits.parameter, limits.hq);

describe('the time limits', () => {
  it.each([
    ['a call of HQ', limits.hqWork, limits.hq],
    // The service key is read or read anew, never both.
    ['a call of /fulfill/', sum(limits.parameter, fulfillment), limits.fulfill],
    ['an attempt at the monolith', sum(limits.certificate, limits.gathering, fulfillment), limits.attempt],
    [
      'an attempt at a microservice',
      sum(limits.certificate, limits.gathering, limits.parameter, limits.fulfill),
      limits.attempt,
    ],
    ['a confirmation', sum(limits.certificate, limits.confirmation), limits.attempt],
    ['the closing of a service', limits.attempt, limits.closing],
  ])('of %s contain everything that may be waited for', (_what, worst, limit) => {
    expect(worst + MARGIN_MS).toBeLessThanOrEqual(limit);
  });
});
