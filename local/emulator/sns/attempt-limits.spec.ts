import { describe, expect, it } from '@jest/globals';
import { AttemptLimits } from './attempt-limits.ts';

describe('the attempts of a subscription', () => {
  it('begin up to the limit at once, and the others in their order', async () => {
    const limits = new AttemptLimits(2);
    const begun: string[] = [];
    const begin = async (name: string) => {
      await limits.enter();
      begun.push(name);
    };
    const all = ['a', 'b', 'c', 'd'].map(begin);
    await Promise.all(all.slice(0, 2));
    expect(begun).toEqual(['a', 'b']);
    limits.leave();
    await all[2];
    expect(begun).toEqual(['a', 'b', 'c']);
    limits.leave();
    await all[3];
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('leave their place free when no other attempt waits', async () => {
    const limits = new AttemptLimits(1);
    await limits.enter();
    limits.leave();
    await limits.enter();
    const next = limits.enter();
    limits.leave();
    await expect(next).resolves.toBeUndefined();
  });

  it('are evenly spaced when they come at once', () => {
    const limits = new AttemptLimits(1);
    expect([1, 2, 3, 4].map(() => limits.takeTurn(4, 1_000))).toEqual([0, 250, 500, 750]);
  });

  it('save no turns while none comes', () => {
    const limits = new AttemptLimits(1);
    limits.takeTurn(2, 1_000);
    expect([1, 2].map(() => limits.takeTurn(2, 60_000))).toEqual([0, 500]);
  });

  it('keep the turns that are taken when the rate changes', () => {
    const limits = new AttemptLimits(1);
    limits.takeTurn(1, 0);
    expect([1, 2].map(() => limits.takeTurn(10, 0))).toEqual([1_000, 1_100]);
  });
});
