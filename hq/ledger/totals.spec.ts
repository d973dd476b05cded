import { describe, expect, it } from '@jest/globals';
import { NO_TOTALS, Tally, type Totals } from './totals.ts';

describe('totals', () => {
  it('count sixteen service names over all buckets, and the rest as other', () => {
    let totals: Totals = NO_TOTALS;
    for (let bucket = 0; bucket < 50; bucket += 1) {
      const tally = new Tally(totals);
      for (let name = 0; name < 3; name += 1) tally.first('iridium', `name-${bucket}-${name}`);
      totals = tally.totals();
    }
    const { by, claimed } = totals.byResource.iridium ?? {};
    expect(claimed).toBe(150);
    expect(Object.keys(by ?? {})).toHaveLength(17);
    expect(by?.other).toBe(150 - 16);
  });
});
