import { describe, expect, it } from '@jest/globals';
import { areaPath, stack } from './areas.ts';
import { clock, linear, ticksUpTo, timeTicks } from './scale.ts';

describe('stack', () => {
  it('puts each layer on those before it', () => {
    expect(
      stack([
        [1, 2],
        [3, 0],
      ]),
    ).toEqual([
      [
        [0, 1],
        [0, 2],
      ],
      [
        [1, 4],
        [2, 2],
      ],
    ]);
  });
});

describe('areaPath', () => {
  it('goes along the upper edge and back along the lower one', () => {
    const y = linear([0, 10], [100, 0]);
    const layer = [
      [1, 4],
      [2, 2],
    ] as const;
    expect(areaPath(layer, (index) => 40 + index * 10, y)).toBe('M40.0,60.0L50.0,80.0L50.0,80.0L40.0,90.0Z');
  });

  it('is nothing without points', () => {
    expect(areaPath([], Number, Number)).toBe('');
  });
});

describe('ticks', () => {
  it.each([
    [203, [0, 100, 200]],
    [48, [0, 20, 40]],
    [4, [0, 1, 2, 3, 4]],
    [0.3, [0, 1]],
    [0, [0, 1]],
  ])('up to %d are round', (largest, ticks) => {
    expect(ticksUpTo(largest)).toEqual(ticks);
  });

  it('of time are round and leave each other room', () => {
    expect(timeTicks(85, 6)).toEqual([0, 15, 30, 45, 60, 75]);
    expect(timeTicks(7_300, 3).map(clock)).toEqual(['0:00', '60:00', '120:00']);
  });
});
