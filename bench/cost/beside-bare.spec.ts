import { describe, expect, it } from '@jest/globals';
import { besideBare, rateBesideBare } from './beside-bare.ts';

const found = (highest: number) => ({ highest, isTop: false, tries: [] });
const rate = (highest: number, besideBusyCore = false) => ({
  ...{ besideBusyCore, until: 'nomagnesite', runs: 1, limitMs: 1 },
  ...{ present: found(highest), earlier: found(800) },
});

describe('the rate of a kit beside a bare server', () => {
  it('is half of the highest rate that the present tree passed', () => {
    expect(rateBesideBare([rate(70, true), rate(280)], 100)).toEqual({ rate: 140, isHalfOfHighest: true });
    expect(rateBesideBare([rate(35)], 100)).toEqual({ rate: 17, isHalfOfHighest: true });
  });

  it('is the fixed one if no rate was found', () => {
    const fixed = { rate: 100, isHalfOfHighest: false };
    expect([[], [rate(0)], [rate(70, true)]].map((rates) => rateBesideBare(rates, 100))).toEqual([
      ...[fixed, fixed, fixed],
    ]);
  });
});

it('takes ratios to a bare server within each pair, so that a machine that slows down changes none', () => {
  const { cpuMicros, ratios } = besideBare([
    { hq: 600, endpoints: 1_200, bare: 100 },
    { hq: 6_000, endpoints: 12_000, bare: 1_000 },
    { hq: 700, endpoints: 1_500, bare: 100 },
  ]);
  expect(cpuMicros).toEqual({ hq: 700, endpoints: 1_500, bare: 100 });
  expect(ratios).toEqual({ hq: 6, endpoints: 12 });
});
