import { describe, expect, it } from '@jest/globals';
import { RateSearch } from './rate-search.ts';

const GRID = [25, 35, 50, 70, 100, 140, 200, 280, 400, 560, 800, 1_000];
const FAILED = ['too slow'];

/** Tries what the search asks for, until it asks for nothing. */
function run(search: RateSearch, passes: (rate: number, before: number) => boolean): number[] {
  const tried: number[] = [];
  for (let rate = search.next; rate !== undefined; rate = search.next) {
    const before = tried.filter((other) => other === rate).length;
    search.record({ rate, reasons: passes(rate, before) ? [] : FAILED });
    tried.push(rate);
  }
  return tried;
}

describe('the search for the highest rate', () => {
  it('finds every limit within four rates, and tries each until two of three agree', () => {
    for (const limit of GRID) {
      const search = new RateSearch(GRID, 3);
      const tried = run(search, (rate) => rate <= limit);
      expect(search.found.highest).toBe(limit);
      expect(search.found.isTop).toBe(limit === 1_000);
      expect(new Set(tried).size).toBeLessThanOrEqual(4);
      expect(tried).toHaveLength(new Set(tried).size * 2);
    }
  });

  it('follows the majority if the tries of one rate disagree', () => {
    const lucky = new RateSearch([100], 3);
    expect(run(lucky, (_, before) => before === 1)).toEqual([100, 100, 100]);
    expect(lucky.found.highest).toBe(0);

    const unlucky = new RateSearch([100], 3);
    run(unlucky, (_, before) => before !== 0);
    expect(unlucky.found).toMatchObject({ highest: 100, isTop: true });
  });

  it('reports that no rate passed, with the reasons of each try', () => {
    const search = new RateSearch([25, 50], 1);
    run(search, () => false);
    expect(search.found).toEqual({
      ...{ highest: 0, isTop: false },
      tries: [{ rate: 25, reasons: FAILED }],
    });
  });
});
