import { describe, expect, it } from '@jest/globals';
import { Traffic, type EndedRequest } from './traffic.ts';

const ended = (status: number, targetGroup?: string): EndedRequest => ({
  targetGroup,
  status,
  latencyMs: 10,
  ...(status === 200
    ? {}
    : { failure: { at: '2026-01-01T00:00:00.000Z', method: 'POST', path: '/order/', status, reason: 'it' } }),
});

describe('Traffic', () => {
  it('counts by status and by target group, and in all', () => {
    const traffic = new Traffic();
    for (const request of [
      ended(200, 'monolith'),
      ended(503, 'monolith'),
      ended(200, 'iridium'),
      ended(460),
    ]) {
      traffic.record(request);
    }
    const { byStatus, byTargetGroup, failed, requests } = traffic.interval();
    expect({ byStatus, failed, requests }).toEqual({
      byStatus: { '2xx': 2, '4xx': 1, '5xx': 1 },
      failed: 2,
      requests: 4,
    });
    expect(byTargetGroup.monolith).toMatchObject({
      requests: 2,
      failed: 1,
      byStatus: { '2xx': 1, '5xx': 1 },
    });
    expect(byTargetGroup.iridium).toMatchObject({ requests: 1, failed: 0 });
    expect(Object.keys(byTargetGroup)).toEqual(['monolith', 'iridium']);
  });

  it('keeps the first failures, and no more than 20 however many there are', () => {
    const traffic = new Traffic();
    for (let status = 500; status < 550; status += 1) traffic.record(ended(status));
    const { failed, firstFailures } = traffic.interval();
    expect(failed).toBe(50);
    expect(firstFailures.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, (_, i) => 500 + i));
  });

  it('has no latencies without requests', () => {
    expect(new Traffic().interval()).toMatchObject({ requests: 0, p50Ms: null, p99Ms: null });
  });

  it('begins the next interval when one is taken, and not when one is looked at', () => {
    const traffic = new Traffic();
    traffic.record(ended(200, 'monolith'));
    expect(traffic.interval().requests).toBe(1);
    expect(traffic.takeInterval()).toMatchObject({
      requests: 1,
      byTargetGroup: { monolith: { requests: 1 } },
    });
    expect(traffic.interval()).toMatchObject({ requests: 0, byTargetGroup: {} });
  });
});
