import type { MigrationResult } from './result.ts';

/** A result as `--json` prints it: every time as ISO 8601, as in `report --json`. */
export function resultJson(result: MigrationResult): string {
  const { startedAt, endedAt, turns, faults, shares } = result;
  const told = {
    ...result,
    startedAt: iso(startedAt),
    endedAt: iso(endedAt),
    turns: turns.map((turn) => ({
      ...turn,
      begunAt: iso(turn.begunAt),
      openedAt: iso(turn.openedAt),
      stableAt: iso(turn.stableAt),
    })),
    faults: faults.map(({ what, from, until, failsUntil }) => ({
      ...{ what, from: iso(from), until: iso(until) },
      failsUntil: failsUntil === null ? null : iso(failsUntil),
    })),
    shares: { ...shares, from: iso(shares.from) },
  };
  return JSON.stringify(told, null, 2);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
