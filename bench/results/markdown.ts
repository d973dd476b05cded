import { LOAD_BALANCER } from '../load-balancer/measure-load-balancer.ts';
import { besideBareSections } from './beside-bare-table.ts';
import { earlierSections } from './earlier-tables.ts';
import { howToRead } from './how-to-read.ts';
import { kitSections } from './kit-tables.ts';
import { overloadSections } from './overload-tables.ts';
import type { Cell, Containers, Goal, Machine, Results, StartUp } from './results.ts';
import { boldRatio, table } from './markdown-parts.ts';

const MILLION_ELSEWHERE =
  'Not in this run. `npm run bench -- --only million` measures the same load with an empty ledger and with one of a ' +
  'million orders, and writes [MILLION.md](MILLION.md).';

/** The results as a page that a person reads. */
export function markdown(results: Results): string {
  const isOrders = ({ case: name }: Cell) => name !== LOAD_BALANCER;
  const orders = results.cells.filter(isOrders);
  const requests = results.cells.filter((cell) => !isOrders(cell));
  const sections = [
    '# Benchmark',
    ...(results.plan === 'quick'
      ? ['**A smoke test of the benchmark itself: these numbers mean nothing.**']
      : []),
    facts(results),
    ...(orders.length > 0 ? ['## Orders', rateTable('orders/s', orders), ...limits(orders)] : []),
    ...(requests.length > 0
      ? ['## Load balancer', rateTable('requests/s', requests), ...limits(requests)]
      : []),
    ...(results.startUps.length > 0 ? ['## Start-up and memory', startUpTable(results.startUps)] : []),
    ...kitSections(results),
    ...(results.overload ? overloadSections(results.overload) : []),
    ...(results.earlier ? earlierSections(results.earlier) : []),
    ...(results.besideBare ? besideBareSections(results.besideBare) : []),
    ...(results.containers ? ['## Containers', ...containerTables(results.containers)] : []),
    ...(results.goals.length > 0 ? ['## Goals', goalTable(results.goals)] : []),
    ...(results.million ? [] : ['## A million orders', MILLION_ELSEWHERE]),
    '## How to read it',
    howToRead(results),
  ];
  return `${sections.join('\n\n')}\n`;
}

function facts({ date, seconds, rounds, starts, machine }: Results): string {
  return (
    `${date}, ${machineText(machine)}. ${rounds} rounds a cell, ${starts} starts a program, ` +
    `${seconds.toFixed(0)} s in all.`
  );
}

function machineText({
  cpu,
  cores,
  memoryGb,
  system,
  node,
  loadBefore,
  pinned,
  compileCache,
}: Machine): string {
  const pinning = pinned ? 'the server on a core of its own' : 'processes not pinned to cores';
  const cache = compileCache ? "starts from Node's compile cache" : 'no compile cache';
  return `Node ${node}, ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, load average before ${loadBefore.toFixed(1)}; ${pinning}; ${cache}`;
}

function rateTable(rate: string, cells: readonly Cell[]): string {
  return table(
    ['', 'connections', rate, 'bare', '**ratio**', 'p50 / p99 ms', 'bare', 'CPU µs', 'bare', 'CPU ratio'],
    cells.map(({ title, connections, service, baseline, ratio, cpuRatio, limitedBy }) => [
      title,
      String(connections),
      service.perSecond.toFixed(0),
      baseline.perSecond.toFixed(0),
      `${boldRatio(ratio)}${limitedBy === undefined ? '' : ' ¹'}`,
      `${service.p50Ms.toFixed(2)} / ${service.p99Ms.toFixed(2)}`,
      `${baseline.p50Ms.toFixed(2)} / ${baseline.p99Ms.toFixed(2)}`,
      service.cpuMicros.toFixed(0),
      baseline.cpuMicros.toFixed(0),
      cpuRatio.toFixed(2),
    ]),
  );
}

function limits(cells: readonly Cell[]): string[] {
  const limiting = [
    ...new Set(cells.map(({ limitedBy }) => limitedBy).filter((limit) => limit !== undefined)),
  ];
  return limiting.length === 0
    ? []
    : [`¹ Held back by: ${limiting.join('; ')}. The ratio is drawn towards 1 there; go by the CPU ratio.`];
}

function startUpTable(startUps: readonly StartUp[]): string {
  return table(
    ['', 'first 200 ms', 'ratio', 'idle MB', 'ratio', 'after load MB', 'ratio'],
    startUps.map((startUp) => [
      startUp.program,
      startUp.readyMs.toFixed(0),
      startUp.readyRatio.toFixed(2),
      startUp.idleMb.toFixed(0),
      startUp.idleRatio.toFixed(2),
      startUp.loadedMb.toFixed(0),
      startUp.loadedRatio.toFixed(2),
    ]),
  );
}

function containerTables({ skipped, images, starts }: Containers): string[] {
  if (skipped !== undefined) return [`Not measured: ${skipped}`];
  return [
    table(
      ['', '`docker run` to first 200, ms', 'ratio'],
      starts.map(({ program, readyMs, ratio }) => [program, readyMs.toFixed(0), ratio.toFixed(2)]),
    ),
    table(
      ['image', 'MB'],
      images.map(({ image, megabytes }) => [image, megabytes.toFixed(0)]),
    ),
  ];
}

function goalTable(goals: readonly Goal[]): string {
  return table(
    ['goal', '', 'measured', ''],
    goals.map(({ name, goal, value, reached }) => [
      name,
      goal,
      value.toFixed(2),
      reached ? 'pass' : '**miss**',
    ]),
  );
}
