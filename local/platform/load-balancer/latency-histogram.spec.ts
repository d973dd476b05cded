import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LatencyHistogram } from './latency-histogram.ts';

function histogramOf(latencies: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const latency of latencies) histogram.record(latency);
  return histogram;
}

describe('LatencyHistogram', () => {
  it('knows of nothing while it is empty', () => {
    expect(new LatencyHistogram().percentile(50)).toBeUndefined();
  });

  it('gives the latency that so many percent do not exceed', () => {
    const histogram = histogramOf(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(histogram.percentile(50)).toBeCloseTo(50, -0.5);
    expect(histogram.percentile(99)).toBeCloseTo(99, -0.5);
    expect(histogram.percentile(1)).toBeCloseTo(1, 1);
  });

  it('is never below the true latency, and never more than 1/32 and 1 µs above it', () => {
    const latency = fc.double({ min: 0, max: 600_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (latencies, percent) => {
          const sorted = latencies.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
          const found = histogramOf(latencies).percentile(percent) ?? Number.NaN;
          expect(found).toBeGreaterThanOrEqual(exact - 0.001);
          expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 32) + 0.001);
        },
      ),
    );
  });

  it('takes what is out of its range for its ends', () => {
    expect(histogramOf([-1]).percentile(50)).toBe(0);
    expect(histogramOf([1e12]).percentile(50)).toBeGreaterThan(4_000_000);
  });
});
