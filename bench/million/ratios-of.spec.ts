import { describe, expect, it } from '@jest/globals';
import { ratiosOf } from './ratios-of.ts';

const turn = (p50: number, p99: number) => ({ p50, p99 });

describe('ratios of a full ledger to an empty one', () => {
  it('are taken pair by pair, so that a machine that slows down on the way changes none', () => {
    const empty = { turns: [turn(10, 20), turn(100, 200), turn(1_000, 2_000)], hqMb: 100 };
    const full = { turns: [turn(11, 30), turn(110, 300), turn(1_100, 3_000)], hqMb: 120 };
    const { p50, p99, hqMemory } = ratiosOf(empty, full);
    expect(p50).toBeCloseTo(1.1, 5);
    expect(p99).toBeCloseTo(1.5, 5);
    expect(hqMemory).toBeCloseTo(1.2, 5);
  });

  it('take less than a millisecond for one, which is as much as the ledger tells', () => {
    expect(ratiosOf({ turns: [turn(0, 1)], hqMb: 1 }, { turns: [turn(2, 3)], hqMb: 1 }).p50).toBe(2);
  });
});
