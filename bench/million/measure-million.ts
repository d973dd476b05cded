import type { Bench } from '../bench.ts';
import type { LedgerLoad, Million } from '../results/results.ts';
import { median } from '../statistics/statistics.ts';
import type { Programs } from '../kit/loaded-kit.ts';
import { LedgerKit, type TurnResult } from './ledger-kit.ts';
import { ratiosOf } from './ratios-of.ts';

interface Measured {
  readonly kit: LedgerKit;
  readonly ordersBefore: number;
  readonly warmUp: TurnResult;
  readonly turns: TurnResult[];
  readonly reports: number[];
}

/**
 * Measures the same load on a kit with an empty ledger and on one with a full ledger, in turn. Both ledgers are on disk,
 * and both kits have just started.
 *
 * @throws Error if an order is not accounted for in the end
 */
export async function measureMillion(bench: Bench): Promise<Million> {
  const { rate, rounds, durationMs, sealLimitMs } = bench.plan.million;
  const fillSeconds = await fill(bench, 'full');
  const kits = await Promise.all([LedgerKit.start(bench, 'empty'), LedgerKit.start(bench, 'full')]);
  const [empty, full] = [await begin(bench, kits[0]), await begin(bench, kits[1])];
  for (let round = 1; round <= rounds; round += 1) {
    const pair = Object.entries({ empty, full });
    // Each goes first equally often, because a turn may leave work for the next one.
    for (const [name, { kit, turns }] of round % 2 === 1 ? pair : pair.reverse()) {
      const turn = await kit.load(rate, bench.plan.million);
      turns.push(turn);
      bench.progress(`${name} ledger, round ${round} of ${rounds}: p50 ${turn.p50} ms, p99 ${turn.p99} ms`);
    }
  }
  await Promise.all(kits.map((kit) => kit.settle(sealLimitMs)));
  await measureReports(bench, [empty, full]);
  const loads = [await loadOf(bench, empty), await loadOf(bench, full)] as const;
  await Promise.all(kits.map((kit) => kit.stop()));
  return {
    ...{ rate, rounds, durationMs, fillSeconds },
    empty: loads[0],
    full: loads[1],
    ratios: ratiosOf(empty.turns, full.turns),
  };
}

async function fill(bench: Bench, name: string): Promise<number> {
  const { orders, rate } = bench.plan.million;
  const kit = await LedgerKit.start(bench, name);
  bench.progress(`filling a ledger with ${orders} orders …`);
  const begun = performance.now();
  await kit.fill({ orders, rate, now: Date.now() });
  const seconds = (performance.now() - begun) / 1_000;
  bench.progress(`filled and sealed in ${seconds.toFixed(0)} s`);
  const { complete, open } = await kit.own();
  if (complete !== orders || open > 0) {
    throw new Error(
      `The ledger was filled with ${orders} orders, and has ${complete} complete, ${open} open.`,
    );
  }
  await kit.stop();
  return seconds;
}

async function begin({ plan }: Bench, kit: LedgerKit): Promise<Measured> {
  const { complete: ordersBefore } = await kit.own();
  const { rate, durationMs } = plan.million;
  const warmUp = await kit.load(rate, { leadInMs: 0, durationMs });
  return { kit, ordersBefore, warmUp, turns: [], reports: [] };
}

async function measureReports({ plan }: Bench, all: readonly Measured[]): Promise<void> {
  for (let report = 0; report < plan.million.reports; report += 1) {
    for (const { kit, reports } of all) reports.push(await kit.reportMs());
  }
}

async function loadOf({ progress }: Bench, measured: Measured): Promise<LedgerLoad> {
  const { kit, ordersBefore, warmUp, turns, reports } = measured;
  const auditS = await kit.auditSeconds();
  progress(`audit of a ledger of ${ordersBefore} orders and those of the load: ${auditS.toFixed(1)} s`);
  const typical = (of: (turn: TurnResult) => number) => median(turns.map(of));
  const growth = (program: keyof Programs<number>) => ({
    before: warmUp.memoryMb[program],
    after: turns.at(-1)?.memoryMb[program] ?? NaN,
  });
  return {
    ordersBefore,
    orders: turns.reduce((sum, { orders }) => sum + orders, 0),
    latencyMs: { p50: typical(({ p50 }) => p50), p99: typical(({ p99 }) => p99) },
    hqCpuMicros: typical(({ cpuMicros }) => cpuMicros.hq),
    endpointsCpuMicros: typical(({ cpuMicros }) => cpuMicros.endpoints),
    hqMb: growth('hq'),
    endpointsMb: growth('endpoints'),
    reportMs: median(reports),
    auditS,
  };
}
