import type { ColdStart, Latency, LedgerLoad, Measured, Migration, Million } from './results.ts';
import { boldRatio, failure, table } from './markdown-parts.ts';

/** The sections about the kit as a whole; those that were measured. */
export function kitSections({ coldStart, migration, million }: Measured): string[] {
  return [
    ...(coldStart ? ['## Cold start', coldStartText(coldStart)] : []),
    ...(migration ? ['## Migration there and back', ...migrationTable(migration)] : []),
    ...(million ? ['## An empty ledger and a full one', ...millionTable(million)] : []),
  ];
}

function coldStartText({ stage, starts, seconds, slowestSeconds }: ColdStart): string {
  return (
    `\`npm start -- --stage ${stage}\`, from its start until every target is healthy and every subscription confirmed: ` +
    `**${seconds.toFixed(2)} s**, the slowest of ${starts} ${slowestSeconds.toFixed(2)} s.`
  );
}

function migrationTable(migration: Migration): string[] {
  const { rate, seconds, gateSeconds, published, failedRequests, lost, switches, reasons } = migration;
  return [
    `At ${rate} orders/s: **${seconds.toFixed(1)} s** for the whole command, ${gateSeconds.toFixed(1)} s of them at gates. ` +
      `${published} orders published, ${lost} lost, ${failedRequests} requests failed.`,
    ...failure('It failed:', reasons),
    table(
      ['switch', 'seconds', 'at the gate', 'orders after it', 'p50 / p99 ms', 'failed requests'],
      switches.map((one) => [
        `${one.from} → ${one.to}`,
        one.seconds.toFixed(2),
        one.gateSeconds.toFixed(2),
        String(one.orders),
        latencyText(one.latencyMs),
        String(one.failedRequests),
      ]),
    ),
  ];
}

function millionTable({ rate, rounds, durationMs, fillSeconds, empty, full, ratios }: Million): string[] {
  const row = (name: string, text: (load: LedgerLoad) => string, ratio = '') => [
    name,
    text(empty),
    text(full),
    ratio,
  ];
  const growth = ({ before, after }: LedgerLoad['hqMb']) => `${before.toFixed(0)} → ${after.toFixed(0)}`;
  return [
    `The same ${rate} orders/s on two kits in turn, ${rounds} turns of ${(durationMs / 1_000).toFixed(1)} s each. The full ` +
      `ledger was filled in ${fillSeconds.toFixed(0)} s.`,
    table(
      ['', 'empty', 'full', '**ratio**'],
      [
        row('orders in the ledger before', ({ ordersBefore }) => String(ordersBefore)),
        row('orders measured', ({ orders }) => String(orders)),
        row('p50 ms', ({ latencyMs }) => latencyMs.p50.toFixed(1), boldRatio(ratios.p50)),
        row('p99 ms', ({ latencyMs }) => latencyMs.p99.toFixed(1), boldRatio(ratios.p99)),
        row("HQ's CPU µs", (load) => load.hqCpuMicros.toFixed(0), ratios.hqCpu.toFixed(2)),
        row(
          "the endpoints' CPU µs",
          (load) => load.endpointsCpuMicros.toFixed(0),
          ratios.endpointsCpu.toFixed(2),
        ),
        row('HQ, MB, over all turns', ({ hqMb }) => growth(hqMb), boldRatio(ratios.hqMemory)),
        row('endpoints with DynamoDB, MB, over all turns', ({ endpointsMb }) => growth(endpointsMb)),
        row('report, ms', ({ reportMs }) => reportMs.toFixed(0)),
        row('report with audit, s', ({ auditS }) => auditS.toFixed(1)),
      ],
    ),
  ];
}

function latencyText(latency: Latency | null): string {
  return latency ? `${latency.p50.toFixed(0)} / ${latency.p99.toFixed(0)}` : '–';
}
