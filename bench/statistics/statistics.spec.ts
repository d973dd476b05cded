import { describe, expect, it } from '@jest/globals';
import { median, percentile } from './statistics.ts';

describe('median', () => {
  it('is the middle of an odd number of values, compared as numbers', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('is the mean of the middle two of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('does not change the order of the values', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('refuses an empty list', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('percentile', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1);

  it('is the value of the nearest rank', () => {
    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 100)).toBe(100);
  });

  it('rounds the rank up, so that few values give the largest as their 99th', () => {
    expect(percentile([1, 2, 3], 99)).toBe(3);
    expect(percentile([7], 50)).toBe(7);
  });

  it('refuses an empty list', () => {
    expect(() => percentile([], 99)).toThrow(RangeError);
  });
});
