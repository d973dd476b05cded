import { describe, expect, it } from '@jest/globals';
import { goalsOf, RATIO_OF_THE_ORIGINAL } from './goals.ts';
import type { Cell, Figures, Migration, StartUp } from './results.ts';

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

const NOTHING = { cells: [], startUps: [] };

function migration(seconds: readonly number[], more: Partial<Migration>): Migration {
  return {
    ...{ rate: 200, seconds: 120, gateSeconds: 0, published: 1, failedRequests: 0, lost: 0, reasons: [] },
    switches: seconds.map((took) => ({
      ...{ from: 'alb', to: 'iridium', seconds: took, gateSeconds: 0 },
      ...{ orders: 1, latencyMs: null, failedRequests: 0 },
    })),
    ...more,
  };
}

describe('goals', () => {
  it('use only the cells at 32 connections', () => {
    const goals = goalsOf(
      {
        cells: [
          cell('unsigned', 1, 0.1),
          cell('unsigned', 32, 0.9),
          cell('unsigned', 128, 0.1),
          cell('signed', 32, 0.89),
        ],
        startUps: [],
      },
      'v20.19.0',
    );
    expect(goals.map(({ value, reached }) => [value, reached])).toEqual([
      [0.9, true],
      [0.89, false],
      [0.9 / RATIO_OF_THE_ORIGINAL, true],
    ]);
  });

  it('are reached at the limit itself', () => {
    const goals = goalsOf(
      {
        cells: [cell('unsigned', 32, 0.9), cell('signed', 32, 0.9)],
        startUps: [startUp('monolith', 1.5), startUp('iridium', 1.51)],
      },
      'v20.19.0',
    );
    expect(goals.map(({ reached }) => reached)).toEqual([true, true, true, true, false]);
  });

  it('are as fast as bare node:http from Node 24 on', () => {
    const measured = { cells: [cell('unsigned', 32, 0.99), cell('signed', 32, 1)], startUps: [] };
    const goals = goalsOf(measured, 'v24.0.0');
    expect(goals.map(({ reached }) => reached)).toEqual([false, true, true]);
  });

  it('use 32 and 128 connections for the load balancer', () => {
    const goals = goalsOf({
      cells: [cell('load-balancer', 32, 1.1), cell('load-balancer', 128, 1.09)],
      startUps: [],
    });
    expect(goals.map(({ value, reached }) => [value, reached])).toEqual([
      [1.1, true],
      [1.09, false],
    ]);
  });

  it('use the slowest switch of a migration, its whole time, and its lost orders', () => {
    const goals = goalsOf({ ...NOTHING, migration: migration([1, 6.1, 2], { failedRequests: 1 }) });
    expect(goals.map(({ value, reached }) => [value, reached])).toEqual([
      [6.1, false],
      [120, true],
      [1, false],
      [0, true],
    ]);
  });

  it('use the typical cold start, and the ratios of a full ledger', () => {
    const coldStart = { stage: 'nomagnesite', starts: 5, seconds: 4, slowestSeconds: 9 };
    const ratios = { p50: 1.26, p99: 1.5, hqCpu: 9, endpointsCpu: 9, hqMemory: 1 };
    const load = {
      ...{ ordersBefore: 0, orders: 1, reportMs: 1, auditS: 1, latencyMs: { p50: 1, p99: 1 } },
      ...{ hqCpuMicros: 1, endpointsCpuMicros: 1 },
      ...{ hqMb: { before: 1, after: 1 }, endpointsMb: { before: 1, after: 1 } },
    };
    const million = {
      ...{ rate: 200, rounds: 1, durationMs: 1, fillSeconds: 1, ratios },
      ...{ empty: load, full: load },
    };
    const goals = goalsOf({ ...NOTHING, coldStart, million });
    expect(goals.map(({ reached }) => reached)).toEqual([true, false, true, true]);
  });

  it('use each load of an overload, and the lost and doubled orders and restarts of all', () => {
    const load = {
      ...{ title: 'load', offeredPerSecond: 1, sent: 1, refused: 0, accepted: 1, goodput: 1, sustained: 1 },
      ...{ ratio: 0.8, secondsAfter: 30, lost: 0, restarts: 0, tasksReplaced: 0, peakMb: {} },
    };
    const loads = [
      load,
      { ...load, ratio: 0.79, secondsAfter: 30.1, lost: 1, restarts: 1, tasksReplaced: 2 },
    ];
    const sustained = { deliveries: 1, generator: 1 };
    const overload = { stage: 'alb', sustained, loads, orders: 2, twice: 0, reasons: ['red'] };
    const goals = goalsOf({ ...NOTHING, overload });
    expect(goals.map(({ value, reached }) => [value, reached])).toEqual([
      ...[
        [0.8, true],
        [30, true],
        [0.79, false],
        [30.1, false],
      ],
      ...[
        [1, false],
        [0, true],
        [3, false],
        [1, false],
      ],
    ]);
  });

  it('need less processor time and fewer writes for an order than the earlier commit', () => {
    const figures = { hqMicros: 1, endpointsMicros: 1, writingCalls: 1, itemsWritten: 1 };
    const cost = {
      ...{ stage: 'alb', rate: 100, rounds: 1, durationMs: 1 },
      ...{ present: figures, earlier: figures },
      ratios: { ...figures, hqMicros: 0.99, itemsWritten: 0.5 },
    };
    const goals = goalsOf({ ...NOTHING, earlier: { commit: '421ad2c', cost, rates: [] } });
    expect(goals.map(({ goal, reached }) => [goal, reached])).toEqual([
      ['< 1.00', true],
      ['< 1.00', false],
      ['< 1.00', false],
      ['< 1.00', true],
    ]);
  });

  it('use the highest rate compared with the earlier commit, and another one beside a busy core', () => {
    const found = { highest: 1, isTop: false, tries: [] };
    const rate = { until: 'nomagnesite', runs: 3, limitMs: 1, present: found, earlier: found, ratio: 3.9 };
    const rates = [
      { ...rate, besideBusyCore: false },
      { ...rate, besideBusyCore: true },
    ];
    const goals = goalsOf({ ...NOTHING, earlier: { commit: '421ad2c', rates } });
    expect(goals.map(({ goal, value, reached }) => [goal, value, reached])).toEqual([
      ['≥ 4.00', 3.9, false],
      ['≥ 2.00', 3.9, true],
    ]);
    expect(goalsOf({ ...NOTHING, earlier: { commit: '421ad2c', skipped: 'shallow', rates: [] } })).toEqual(
      [],
    );
  });

  it('use the processor time of a whole kit for an order, compared with a bare server', () => {
    const besideBare = {
      ...{ stage: 'alb', rate: 140, isHalfOfHighest: true, rounds: 1, durationMs: 1 },
      ...{ cpuMicros: { hq: 800, endpoints: 1_601, bare: 100 }, ratios: { hq: 8, endpoints: 16.01 } },
    };
    expect(goalsOf({ ...NOTHING, besideBare })).toEqual([
      {
        name: "HQ's processor time for an order at 140 orders/s, to bare node:http",
        ...{ goal: '≤ 8.00', value: 8, reached: true },
      },
      {
        name: "The endpoints' processor time for an order at 140 orders/s, to bare node:http",
        ...{ goal: '≤ 16.00', value: 16.01, reached: false },
      },
    ]);
  });

  it('are left out without a measurement', () => {
    expect(goalsOf({ cells: [cell('iridium', 32, 1)], startUps: [] })).toEqual([]);
  });
});
