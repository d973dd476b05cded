import { describe, expect, it } from '@jest/globals';
import { Disturbances, UNDISTURBED } from './disturbance.ts';

describe('a disturbance', () => {
  it('is in force for its time and then ends', () => {
    let now = 1_000;
    const disturbances = new Disturbances(() => now);
    expect(disturbances.current).toBe(UNDISTURBED);
    disturbances.begin({ copies: 2, spreadMs: 10 }, 500);
    now = 1_499;
    expect(disturbances.current).toEqual({ copies: 2, spreadMs: 10 });
    now = 1_500;
    expect(disturbances.current).toBe(UNDISTURBED);
  });

  it('replaces the previous one', () => {
    const disturbances = new Disturbances(() => 0);
    disturbances.begin({ copies: 2, spreadMs: 0 }, 500);
    disturbances.begin(UNDISTURBED, 0);
    expect(disturbances.current).toBe(UNDISTURBED);
  });
});
