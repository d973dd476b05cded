import { expect, it } from '@jest/globals';
import type { MigrationResult } from './result.ts';
import { resultJson } from './result-json.ts';

it('prints every time as report --json does, and the rest as it is', () => {
  const at = Date.parse('2026-01-01T12:00:00.000Z');
  const turn = { stage: 'alb', begunAt: at, openedAt: at, stableAt: at + 1_500 };
  const result = {
    ...{ ok: true, startedAt: at, endedAt: at + 60_000, rate: 50 },
    turns: [turn],
    faults: [{ what: 'kill iridium', from: at, until: at, failsUntil: null }],
    shares: { from: at, intervalMs: 1_000 },
  } as unknown as MigrationResult;
  const noon = '2026-01-01T12:00:00.000Z';
  expect(JSON.parse(resultJson(result))).toEqual({
    ...{ ok: true, startedAt: noon, endedAt: '2026-01-01T12:01:00.000Z', rate: 50 },
    turns: [{ stage: 'alb', begunAt: noon, openedAt: noon, stableAt: '2026-01-01T12:00:01.500Z' }],
    faults: [{ what: 'kill iridium', from: noon, until: noon, failsUntil: null }],
    shares: { from: noon, intervalMs: 1_000 },
  });
});
