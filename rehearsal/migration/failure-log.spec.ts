import { describe, expect, it } from '@jest/globals';
import type { TrafficInterval } from '@interstella/local/platform/load-balancer';
import { waitFor } from '@interstella/libs/testing';
import { FailureLog } from './failure-log.ts';

const failure = { at: 'then', method: 'POST', path: '/order/', status: 502, reason: 'it broke off' };

function interval(requests: number, failed: number): TrafficInterval {
  return {
    ...{ seconds: 1, requests, failed, byStatus: {}, p50Ms: null, p99Ms: null },
    firstFailures: Array.from({ length: failed }, () => failure),
  };
}

/** Answers with each interval once, then with empty ones. */
function logOf(...intervals: readonly TrafficInterval[]): FailureLog {
  const rest = [...intervals];
  return new FailureLog(() => Promise.resolve(rest.shift() ?? interval(0, 0)));
}

describe('FailureLog', () => {
  it('sums up what the client tells once', async () => {
    const log = logOf(interval(10, 0), interval(10, 2), interval(5, 4));
    await log.ask();
    await log.ask();
    await log.end();
    expect({ total: log.total, requests: log.requests }).toEqual({ total: 6, requests: 25 });
    expect(log.failures.map(({ count }) => count)).toEqual([2, 4]);
    expect(log.load).toBeGreaterThan(0);
    expect(log.failures.map(({ known }) => known.length)).toEqual([2, 4]);
    for (const { since, at } of log.failures) expect(since).toBeLessThanOrEqual(at);
  });

  it('asks again and again by itself', async () => {
    let asked = 0;
    const log = new FailureLog(() => Promise.resolve(interval((asked += 1), 0)));
    await waitFor('the second time', () => asked >= 2);
    await log.end();
    const inTheEnd = asked;
    expect(log.requests).toBe((inTheEnd * (inTheEnd + 1)) / 2);
  });

  it('says in the end what kept it from asking', async () => {
    const log = new FailureLog(() => Promise.reject(new Error('The platform is gone.')));
    await expect(log.end()).rejects.toThrow('The platform is gone.');
  });
});
