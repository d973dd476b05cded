import type { Bench } from '../bench.ts';
import type { LedgerLoad, Million } from '../results/results.ts';
import { median } from '../statistics/median.ts';
import { LedgerKit, type Memory } from './ledger-kit.ts';
import type { Latencies } from './run-ledger.ts';
import { ratiosOf, type Turns } from './ratios-of.ts';

interface Measured {
  readonly kit: LedgerKit;
  readonly ordersBefore: number;
  readonly before: Memory;
  readonly turns: Latencies[];
  readonly reports: number[];
}

/**
 * Measures the same load on a kit whose ledger is empty and on one whose ledger is full, in turn; both ledgers are on disk.
 *
 * @throws Error if an order is not accounted for in the end
 */
export async function measureMillion(bench: Bench): Promise<Million> {
  const { rate, rounds, durationMs } = bench.plan.million;
  const kits = await Promise.all([LedgerKit.start(bench, 'empty'), LedgerKit.start(bench, 'full')]);
  const fillSeconds = await fill(bench, kits[1]);
  const [empty, full] = [await begin(bench, kits[0]), await begin(bench, kits[1])];
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, { kit, turns }] of Object.entries({ empty, full })) {
      const turn = await kit.load(rate, bench.plan.million);
      turns.push(turn);
      bench.progress(`${name} ledger, round ${round} of ${rounds}: p50 ${turn.p50} ms, p99 ${turn.p99} ms`);
    }
  }
  const after = [await empty.kit.memory(), await full.kit.memory()] as const;
  await askReports(bench, [empty, full]);
  const loads = [await loadOf(bench, empty, after[0]), await loadOf(bench, full, after[1])] as const;
  await Promise.all([empty.kit.stop(), full.kit.stop()]);
  return {
    ...{ rate, rounds, durationMs, fillSeconds },
    empty: loads[0],
    full: loads[1],
    ratios: ratiosOf(turnsOf(empty, after[0]), turnsOf(full, after[1])),
  };
}

async function fill({ plan, progress }: Bench, kit: LedgerKit): Promise<number> {
  const { orders, rate } = plan.million;
  progress(`filling a ledger with ${orders} orders …`);
  const begun = performance.now();
  await kit.fill({ orders, rate, now: Date.now() });
  const seconds = (performance.now() - begun) / 1_000;
  progress(`filled and sealed in ${seconds.toFixed(0)} s`);
  return seconds;
}

/** Warms a kit up. */
async function begin({ plan }: Bench, kit: LedgerKit): Promise<Measured> {
  const { complete: ordersBefore } = await kit.own();
  const { rate, leadInMs, durationMs } = plan.million;
  await kit.load(rate, { leadInMs: 0, durationMs: Math.max(leadInMs, durationMs / 2) });
  return { kit, ordersBefore, before: await kit.memory(), turns: [], reports: [] };
}

async function askReports({ plan }: Bench, all: readonly Measured[]): Promise<void> {
  for (let asked = 0; asked < plan.million.reports; asked += 1) {
    for (const { kit, reports } of all) reports.push(await kit.reportMs());
  }
}

async function loadOf({ progress }: Bench, measured: Measured, after: Memory): Promise<LedgerLoad> {
  const { kit, ordersBefore, before, turns, reports } = measured;
  const auditS = await kit.auditSeconds();
  progress(`audit of a ledger of ${ordersBefore} orders and those of the load: ${auditS.toFixed(1)} s`);
  return {
    ordersBefore,
    orders: turns.reduce((sum, { orders }) => sum + orders, 0),
    latencyMs: { p50: median(turns.map(({ p50 }) => p50)), p99: median(turns.map(({ p99 }) => p99)) },
    hqMb: { before: before.hq, after: after.hq },
    endpointsMb: { before: before.endpoints, after: after.endpoints },
    reportMs: median(reports),
    auditS,
  };
}

function turnsOf({ turns }: Measured, { hq: hqMb }: Memory): Turns {
  return { turns, hqMb };
}
