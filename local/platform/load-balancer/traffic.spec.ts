import { describe, expect, it } from '@jest/globals';
import { Traffic, type EndedRequest } from './traffic.ts';
import { trafficBetween } from './traffic-between.ts';

const ended = (status: number, latencyMs = 10): EndedRequest => ({
  status,
  latencyMs,
  ...(status === 200
    ? {}
    : { failure: { at: '2026-01-01T00:00:00.000Z', method: 'POST', path: '/order/', status, reason: 'it' } }),
});

function recorded(traffic: Traffic, ...requests: readonly EndedRequest[]) {
  for (const request of requests) traffic.record(request);
  return traffic.totals();
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

describe('Traffic', () => {
  it('counts by status, and in all', () => {
    const { byStatus, failed, requests } = recorded(
      new Traffic(),
      ...[200, 503, 200, 460].map((one) => ended(one)),
    );
    expect({ byStatus, failed, requests }).toEqual({
      byStatus: { '2xx': 2, '4xx': 1, '5xx': 1 },
      failed: 2,
      requests: 4,
    });
  });

  it('keeps the last hundred failures, however many there are', () => {
    const { failed, lastFailures } = recorded(new Traffic(), ...numbers(400, 150).map((one) => ended(one)));
    expect(failed).toBe(150);
    expect(lastFailures.map(({ status }) => status)).toEqual(numbers(450, 100));
  });

  it('gives the same to everybody who asks', () => {
    const traffic = new Traffic();
    const first = recorded(traffic, ended(200), ended(502));
    expect(traffic.totals()).toEqual({ ...first, seconds: expect.any(Number) });
  });
});

describe('the traffic between two looks', () => {
  it('has what came in between alone', () => {
    const traffic = new Traffic();
    const before = recorded(traffic, ended(200, 1_000), ended(502), ended(404));
    const after = recorded(traffic, ended(200), ended(503), ended(200), ended(502));
    const { p50Ms, p99Ms, seconds, ...counts } = trafficBetween(before, after);
    expect(counts).toEqual({
      requests: 4,
      failed: 2,
      byStatus: { '2xx': 2, '5xx': 2 },
      firstFailures: [expect.objectContaining({ status: 503 }), expect.objectContaining({ status: 502 })],
    });
    expect([p50Ms, p99Ms].map((ms) => Math.round(ms ?? 0))).toEqual([10, 10]);
    expect(seconds).toBeCloseTo(after.seconds - before.seconds);
  });

  it('is all of it since the start', () => {
    const after = recorded(new Traffic(), ended(200), ended(500));
    expect(trafficBetween(undefined, after)).toMatchObject({
      requests: 2,
      failed: 1,
      seconds: after.seconds,
    });
  });

  it('has the first failures, and no more than 20 however many there are', () => {
    const traffic = new Traffic();
    const before = recorded(traffic, ended(404));
    const after = recorded(traffic, ...numbers(500, 50).map((one) => ended(one)));
    expect(trafficBetween(before, after).firstFailures.map(({ status }) => status)).toEqual(numbers(500, 20));
  });

  it('has no latencies without requests', () => {
    const totals = recorded(new Traffic(), ended(200));
    expect(trafficBetween(totals, totals)).toMatchObject({
      requests: 0,
      byStatus: {},
      p50Ms: null,
      p99Ms: null,
    });
  });
});
