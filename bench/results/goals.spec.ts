import { describe, expect, it } from '@jest/globals';
import { goalsOf, RATIO_OF_THE_ORIGINAL } from './goals.ts';
import type { Cell, Figures, StartUp } from './results.ts';

const FIGURES: Figures = { perSecond: 1, p50Ms: 1, p99Ms: 1, cpuMicros: 1, busy: 1 };

const cell = (name: string, connections: number, ratio: number): Cell => ({
  case: name,
  title: name,
  connections,
  service: FIGURES,
  baseline: FIGURES,
  ratio,
  cpuRatio: 1,
});

const startUp = (program: string, readyRatio: number): StartUp => ({
  program,
  readyMs: 1,
  idleMb: 1,
  loadedMb: 1,
  readyRatio,
  idleRatio: 1,
  loadedRatio: 1,
});

describe('goals', () => {
  it('go by the cells at 32 connections, whatever the others say', () => {
    const goals = goalsOf(
      [
        cell('unsigned', 1, 0.1),
        cell('unsigned', 32, 0.9),
        cell('unsigned', 128, 0.1),
        cell('signed', 32, 0.79),
      ],
      [],
    );
    expect(goals.map(({ value, reached }) => [value, reached])).toEqual([
      [0.9, true],
      [0.79, false],
      [0.9 / RATIO_OF_THE_ORIGINAL, true],
    ]);
  });

  it('are reached at the limit itself', () => {
    const goals = goalsOf(
      [cell('unsigned', 32, 0.8), cell('signed', 32, 0.8)],
      [startUp('monolith', 1.5), startUp('iridium', 1.51)],
    );
    expect(goals.map(({ reached }) => reached)).toEqual([true, true, true, true, false]);
  });

  it('go by 32 and by 128 connections for the load balancer', () => {
    const goals = goalsOf([cell('load-balancer', 32, 1.1), cell('load-balancer', 128, 1.09)], []);
    expect(goals.map(({ value, reached }) => [value, reached])).toEqual([
      [1.1, true],
      [1.09, false],
    ]);
  });

  it('are left out where nothing was measured', () => {
    expect(goalsOf([cell('iridium', 32, 1)], [])).toEqual([]);
  });
});
