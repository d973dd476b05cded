import { describe, expect, it } from '@jest/globals';
import { Pace } from './pace.ts';

describe('a pace', () => {
  it('spaces what comes at once evenly', () => {
    const pace = new Pace();
    expect([1, 2, 3, 4].map(() => pace.take(4, 1_000))).toEqual([0, 250, 500, 750]);
  });

  it('saves nothing up while nothing comes', () => {
    const pace = new Pace();
    pace.take(2, 1_000);
    expect([1, 2].map(() => pace.take(2, 60_000))).toEqual([0, 500]);
  });

  it('keeps the turns that are taken when it changes', () => {
    const pace = new Pace();
    pace.take(1, 0);
    expect([1, 2].map(() => pace.take(10, 0))).toEqual([1_000, 1_100]);
  });
});
