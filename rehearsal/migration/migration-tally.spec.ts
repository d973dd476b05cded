import { describe, expect, it } from '@jest/globals';
import type { LedgerOrder } from '@interstella/hq/client';
import { MigrationTally } from './migration-tally.ts';
import type { StageTurn } from './result.ts';

const START = Date.parse('2026-11-20T09:00:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

/** Steps asked for at 0 s and at 10 s; orders until 20 s. */
const turns: readonly StageTurn[] = [
  turn({ stage: 'alb', begunAt: 0, openedAt: 0, stableAt: 2, failedRequests: 0 }),
  turn({ stage: 'iridium', begunAt: 10, openedAt: 11, stableAt: 14, failedRequests: 3 }),
];

function turn({ stage, begunAt, openedAt, stableAt, failedRequests }: Omit<StageTurn, 'images'>): StageTurn {
  const ms = (seconds: number) => START + seconds * 1_000;
  const times = { begunAt: ms(begunAt), openedAt: ms(openedAt), stableAt: ms(stableAt) };
  return { stage, images: [], ...times, failedRequests };
}

type Claim = readonly [by: string, at: number, attempts?: number];

function order(orderId: string, publishedAt: number | null, claims: Record<string, Claim>): LedgerOrder {
  const times = Object.values(claims).map(([, when]) => when);
  const complete = publishedAt !== null && times.length === 2;
  return {
    orderId,
    publishedAt: publishedAt === null ? null : at(publishedAt),
    claims: Object.fromEntries(
      Object.entries(claims).map(([resource, [by, when, attempts = 1]]) => [
        resource,
        { by, at: at(when), attempts },
      ]),
    ),
    complete,
    completedAt: complete ? at(Math.max(...times)) : null,
  };
}

function tallyOf(orders: readonly LedgerOrder[], options: { overdueBefore?: number; dead?: string[] } = {}) {
  const tally = new MigrationTally({
    turns,
    endedAt: START + 20_000,
    overdueBefore: START + (options.overdueBefore ?? 0) * 1_000,
    deadLettered: new Set(options.dead),
  });
  for (const one of orders) tally.add(one);
  return tally;
}

describe('MigrationTally', () => {
  it('counts an order, its claims and its repeats in the stage in whose turn it was published', () => {
    const tally = tallyOf([
      order('a', 3, { iridium: ['monolith', 3.01], magnesite: ['monolith', 3.02] }),
      // Published before the step was asked for, fulfilled after.
      order('b', 9.9, { iridium: ['iridium', 14, 2], magnesite: ['monolith', 15, 3] }),
      order('c', 10, { iridium: ['iridium', 10.5], magnesite: ['monolith', 10.4] }),
    ]);
    expect(tally.rows()).toMatchObject([
      {
        stage: 'alb',
        published: 2,
        complete: 2,
        by: { monolith: 3, iridium: 1, magnesite: 0 },
        duplicatesAbsorbed: 3,
        latencyMs: { p50: 20, p99: 5_100 },
        gateS: 0,
        switchS: 2,
        failedRequests: 0,
      },
      {
        stage: 'iridium',
        published: 1,
        complete: 1,
        by: { monolith: 1, iridium: 1, magnesite: 0 },
        duplicatesAbsorbed: 0,
        latencyMs: { p50: 500, p99: 500 },
        gateS: 1,
        switchS: 3,
        failedRequests: 3,
      },
    ]);
    expect(tally.totals()).toMatchObject({
      published: 3,
      complete: 3,
      by: { monolith: 4, iridium: 2, magnesite: 0 },
      duplicatesAbsorbed: 3,
      failedRequests: 3,
      latencyMs: { p50: 500, p99: 5_100 },
      switchS: 5,
    });
  });

  it('calls an incomplete order lost when it is overdue and on no dead-letter queue', () => {
    const orders = [
      order('overdue', 3, { magnesite: ['monolith', 3] }),
      order('dead-lettered', 3, {}),
      order('young', 11, {}),
    ];
    const [alb, iridium] = tallyOf(orders, { overdueBefore: 5, dead: ['dead-lettered'] }).rows();
    expect(alb).toMatchObject({ published: 2, complete: 0, lost: 1 });
    expect(iridium).toMatchObject({ published: 1, complete: 0, lost: 0, latencyMs: null });
  });

  it('calls claims unattributed whose order HQ never published, but for direct orders', () => {
    const orders = [
      order('order-20261120T090011000-x', null, { iridium: ['iridium', 11] }),
      order('direct-1', null, { iridium: ['monolith', 11] }),
    ];
    expect(tallyOf(orders).rows()).toMatchObject([{ unattributed: 0 }, { unattributed: 1 }]);
  });

  it('shares claims out over time by who made them, from the moment the first stage is stable', () => {
    const tally = tallyOf([
      order('a', 3, { iridium: ['monolith', 3.9], magnesite: ['monolith', 4.1] }),
      order('b', 14, { iridium: ['iridium', 14.2, 2], magnesite: ['monolith', 14.3] }),
      order('c', 19, { iridium: ['nobody', 19], magnesite: ['monolith', 19.9] }),
    ]);
    const shares = tally.shares([
      { at: START + 14_500, count: 2 },
      { at: START + 60_000, count: 1 },
    ]);
    expect(shares).toMatchObject({ from: START + 2_000, intervalMs: 1_000 });
    expect(shares.fulfilled.iridium.monolith).toHaveLength(18);
    const indexes = (counts: readonly number[]) =>
      counts.flatMap((count, index) => (count > 0 ? [[index, count]] : []));
    expect(indexes(shares.fulfilled.iridium.monolith)).toEqual([[1, 1]]);
    expect(indexes(shares.fulfilled.iridium.iridium)).toEqual([[12, 1]]);
    expect(indexes(shares.fulfilled.magnesite.monolith)).toEqual([
      [2, 1],
      [12, 1],
      [17, 1],
    ]);
    expect(indexes(shares.duplicatesAbsorbed)).toEqual([[12, 1]]);
    expect(indexes(shares.failedRequests)).toEqual([
      [12, 2],
      [17, 1],
    ]);
  });

  it('takes longer intervals for a longer run', () => {
    const long = new MigrationTally({
      turns: turns.slice(0, 1),
      endedAt: START + 2_000 + 401_000,
      overdueBefore: 0,
      deadLettered: new Set(),
    });
    expect(long.shares([])).toMatchObject({ intervalMs: 3_000 });
    expect(long.shares([]).duplicatesAbsorbed).toHaveLength(134);
  });
});
