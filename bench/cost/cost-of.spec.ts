import { expect, it } from '@jest/globals';
import { costOf } from './cost-of.ts';

const turn = (hqMicros: number) => ({ hqMicros, endpointsMicros: 10, writingCalls: 1, itemsWritten: 2 });

it('takes ratios within each pair, so that a machine that slows down changes none', () => {
  const { present, earlier, ratios } = costOf({
    present: [turn(100), turn(1_000), turn(150)],
    earlier: [turn(200), turn(2_000), turn(100)],
  });
  expect([present.hqMicros, earlier.hqMicros]).toEqual([150, 200]);
  expect(ratios).toEqual({ hqMicros: 0.5, endpointsMicros: 1, writingCalls: 1, itemsWritten: 1 });
});
