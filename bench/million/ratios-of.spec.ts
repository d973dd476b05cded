import { describe, expect, it } from '@jest/globals';
import { ratiosOf } from './ratios-of.ts';

const turn = (
  p50: number,
  p99: number,
  [hqCpu, endpointsCpu, hqMb]: [number, number, number] = [1, 1, 1],
) => ({
  ...{ p50, p99 },
  cpuMicros: { hq: hqCpu, endpoints: endpointsCpu },
  memoryMb: { hq: hqMb, endpoints: 1 },
});

describe('ratios of a full ledger to an empty one', () => {
  it('are taken pair by pair, so that a machine that slows down on the way changes none', () => {
    const empty = [turn(10, 20), turn(100, 200), turn(1_000, 2_000)];
    const full = [turn(11, 30, [2, 3, 4]), turn(110, 300, [2, 3, 4]), turn(1_100, 3_000, [2, 3, 4])];
    const { p50, p99, hqCpu, endpointsCpu, hqMemory } = ratiosOf(empty, full);
    expect(p50).toBeCloseTo(1.1, 5);
    expect(p99).toBeCloseTo(1.5, 5);
    expect([hqCpu, endpointsCpu, hqMemory]).toEqual([2, 3, 4]);
  });

  it('count less than a millisecond as one: the ledger has whole milliseconds', () => {
    expect(ratiosOf([turn(0, 1)], [turn(2, 3)]).p50).toBe(2);
  });
});
