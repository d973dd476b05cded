import { describe, expect, it } from '@jest/globals';
import { isExcused } from './is-excused.ts';

const error = { what: 'error monolith for 1 s', from: 10_000, until: 11_000, failsUntil: 26_000 };
const shuffle = { what: 'shuffle sns for 1 s', from: 10_000, until: 11_000, failsUntil: null };

describe('isExcused', () => {
  it.each([
    ['before it', [8_000, 9_000], false],
    ['as it began', [9_500, 10_500], true],
    ['while it lasted', [10_200, 10_800], true],
    ['by a request that had met it', [25_500, 26_500], true],
    ['later', [26_500, 27_500], false],
  ] as const)('tells whether requests failed for the sake of a fault: %s', (_when, [since, at], excused) => {
    expect(isExcused({ since, at }, [error])).toBe(excused);
  });

  it('excuses nothing with what is done to deliveries, or where nothing was broken', () => {
    expect(isExcused({ since: 10_200, at: 10_800 }, [shuffle])).toBe(false);
    expect(isExcused({ since: 10_200, at: 10_800 }, [])).toBe(false);
  });
});
