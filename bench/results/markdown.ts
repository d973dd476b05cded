import { LOAD_BALANCER } from '../load-balancer/measure-load-balancer.ts';
import type { Cell, Containers, Goal, Machine, Results, StartUp } from './results.ts';

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
    ...(results.containers ? ['## Containers', ...containerTables(results.containers)] : []),
    ...(results.goals.length > 0 ? ['## Goals', goalTable(results.goals)] : []),
    '## How to read it',
    HOW_TO_READ,
  ];
  return `${sections.join('\n\n')}\n`;
}

const HOW_TO_READ = [
  '- *Ratio* compares with a bare `node:http` server that does the same work in the same run: it parses, verifies where',
  '  the order is signed (SHA-256 with RSA-2048, the key parsed once), makes one POST upstream (`http.request` over a',
  '  keep-alive `Agent`) and writes the same log lines through the same logger; the bench checks that it does. It has no',
  '  time limits, no size limits, no routing and no error handling. 1 is as fast as bare.',
  '- The load balancer is the one of the local runner, with two rules and health checks, before a stub that answers at next',
  '  to no cost. The bare server beside it pipes both messages through (`http.request` over a keep-alive `Agent`) and adds',
  '  no header.',
  '- *CPU* is processor time of the server for one order or request, all its threads together; its ratio is bare over',
  '  service, so that 1 is as cheap as bare. It stays true where something other than the server limits the rate.',
  '- Service and bare server take turns; a cell is the median over the rounds, a ratio the median over the pairs.',
  '- Load is closed-loop: each connection sends its next order when the last was answered. At 1 connection a cell shows',
  '  latency, at 32 and 128 throughput, and p50 and p99 there are mostly waiting in line.',
  '- Load generator and upstream stub are processes of their own. Every answer was 200, and made one call upstream.',
  '- Start-up is from the start of the process to its first 200. Memory is resident size after a quiet second, before and',
  '  after load at 32 connections (bare fastify: GET, services: orders).',
  '- A container is started with the limits of its task definition, in turn with a bare `node:http` server in the image',
  '  that ours take Node from. What an image has beyond `debian:bookworm-slim` is Node and the bundle.',
].join('\n');

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
      `**${ratio.toFixed(2)}**${limitedBy === undefined ? '' : ' ¹'}`,
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
