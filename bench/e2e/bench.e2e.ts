import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { IMAGES } from '@interstella/infra/stages';
import { shortName } from '@interstella/images/image-name.ts';
import type { Containers, Figures, LedgerLoad, Results } from '../results/results.ts';

const PROGRAM = resolve(import.meta.dirname, '../dist/main.js');

const runBench = (...args: string[]) => promisify(execFile)(process.execPath, [PROGRAM, ...args]);

function expectMeasured(figures: Figures): void {
  expect(figures.perSecond).toBeGreaterThan(0);
  expect(figures.p50Ms).toBeGreaterThan(0);
  expect(figures.p99Ms).toBeGreaterThanOrEqual(figures.p50Ms);
  expect(figures.cpuMicros).toBeGreaterThan(0);
  expect(figures.busy).toBeGreaterThan(0);
}

/** Measured where Docker can, and left out with a reason elsewhere. */
function expectContainers(containers: Containers | undefined): void {
  if (containers?.skipped !== undefined) {
    expect(containers.skipped).toMatch(/Docker|image/);
    return;
  }
  expect(containers?.images.map(({ image }) => image)).toEqual([
    ...IMAGES.map(shortName),
    'node:24-bookworm-slim',
    'debian:bookworm-slim',
  ]);
  for (const { megabytes } of containers?.images ?? []) expect(megabytes).toBeGreaterThan(1);
  const [bare, ...services] = containers?.starts ?? [];
  expect(bare).toMatchObject({ program: 'bare node:http', ratio: 1 });
  expect(services.map(({ program }) => program)).toEqual([
    'monolith',
    'iridium',
    'monolith, without the compile cache',
  ]);
  for (const { readyMs, ratio } of services) expect(ratio).toBeCloseTo(readyMs / (bare?.readyMs ?? 0), 5);
}

function expectRehearsed({ coldStart, migration }: Results): void {
  expect(coldStart).toMatchObject({ stage: 'nomagnesite', starts: 1 });
  expect(coldStart?.seconds).toBeGreaterThan(0);
  if (!migration) throw new Error('There was no migration.');
  const { seconds, gateSeconds, published, lost, failedRequests, switches, reasons } = migration;
  expect(reasons).toEqual([]);
  expect([lost, failedRequests]).toEqual([0, 0]);
  expect(published).toBeGreaterThan(0);
  expect(switches.map(({ from, to }) => `${from} ${to}`)).toEqual(['alb iridium', 'iridium alb']);
  const switching = switches.reduce((sum, one) => sum + one.seconds, 0);
  expect(switching).toBeGreaterThan(0);
  expect(seconds).toBeGreaterThan(switching + gateSeconds);
}

/** A kit whose programs run, whose load was seen, and whose ledger is the one that was meant. */
function expectLoaded(load: LedgerLoad | undefined, ordersBefore: number): void {
  if (!load) throw new Error('There was no load.');
  const { latencyMs, orders, hqMb, endpointsMb, hqCpuMicros, reportMs, auditS } = load;
  expect(load.ordersBefore).toBe(ordersBefore);
  expect(orders).toBeGreaterThan(0);
  expect(latencyMs.p50).toBeGreaterThan(0);
  expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50);
  // A Node process that runs has more than 20 MB, whatever it does.
  for (const { before, after } of [hqMb, endpointsMb]) expect(Math.min(before, after)).toBeGreaterThan(20);
  expect(hqCpuMicros).toBeGreaterThan(0);
  expect(Math.min(reportMs, auditS)).toBeGreaterThan(0);
}

describe('the bench, end to end', () => {
  it('measures every cell and every program, and says that a quick run means nothing', async () => {
    const { stdout } = await runBench('--quick', '--json');
    const results = JSON.parse(stdout) as Results;
    const { plan, cells, startUps, containers, goals, machine } = results;

    expect(plan).toBe('quick');
    expect(machine.node).toBe(process.version);
    expect(cells.map((cell) => `${cell.case} ${cell.connections}`)).toEqual([
      'unsigned 1',
      'unsigned 32',
      'unsigned 128',
      'signed 1',
      'signed 32',
      'signed 128',
      'iridium 1',
      'iridium 32',
      'iridium 128',
      'load-balancer 1',
      'load-balancer 32',
      'load-balancer 128',
    ]);
    for (const { service, baseline, ratio, cpuRatio } of cells) {
      expectMeasured(service);
      expectMeasured(baseline);
      expect(ratio).toBeCloseTo(service.perSecond / baseline.perSecond, 5);
      expect(cpuRatio).toBeCloseTo(baseline.cpuMicros / service.cpuMicros, 5);
    }

    expect(startUps.map(({ program }) => program)).toEqual([
      ...['bare fastify', 'monolith', 'iridium', 'HQ on Lambda'],
    ]);
    for (const { readyMs, idleMb, loadedMb } of startUps) {
      expect(readyMs).toBeGreaterThan(0);
      // A Node process that runs has more than 20 MB, whatever it does.
      expect(idleMb).toBeGreaterThan(20);
      expect(loadedMb).toBeGreaterThan(20);
    }
    expectContainers(containers);
    expectRehearsed(results);
    expect(results.million).toBeUndefined();
    expect(goals).toHaveLength(12);
  });

  it('measures the parts asked for and prints a table of them', async () => {
    const { stdout, stderr } = await runBench('--quick', '--only', 'iridium');
    expect(stdout).toContain('these numbers mean nothing');
    expect(stdout.match(/^\| iridium .*$/gm)).toHaveLength(3);
    expect(stdout).not.toContain('monolith, direct order');
    expect(stderr).toContain('iridium, 128 connections, round 1 of 1');
  });

  it('measures an empty ledger beside a full one, of which an audit agrees that it is what HQ leaves', async () => {
    const { stdout } = await runBench('--quick', '--json', '--only', 'million', '--orders', '1500');
    const { million, goals, cells } = JSON.parse(stdout) as Results;
    expect(cells).toEqual([]);
    expectLoaded(million?.empty, 0);
    expectLoaded(million?.full, 1_500);
    expect(goals.map(({ name }) => name)).toEqual([
      expect.stringContaining('Median latency'),
      expect.stringContaining('99th percentile'),
      expect.stringContaining('memory'),
    ]);
  });

  it('puts more on a kit than it completes, and finds every order again', async () => {
    const { stdout } = await runBench('--quick', '--json', '--only', 'overload');
    const { overload, goals } = JSON.parse(stdout) as Results;
    if (!overload) throw new Error('There was no overload.');
    const { sustained, loads, orders, twice, reasons } = overload;
    expect(Math.min(sustained.deliveries, sustained.generator)).toBeGreaterThan(0);
    expect({ twice, reasons }).toEqual({ twice: 0, reasons: [] });
    expect(loads).toHaveLength(3);
    for (const load of loads) {
      expect(load).toMatchObject({ lost: 0, restarts: 0, tasksReplaced: 0 });
      expect(load.accepted).toBeGreaterThan(0);
      expect(load.sent).toBe(load.accepted + load.refused);
      expect(load.ratio).toBeCloseTo(load.goodput / load.sustained, 5);
      expect(Object.keys(load.peakMb)).toEqual(['HQ', 'endpoints', 'load balancer', 'monolith']);
      for (const megabytes of Object.values(load.peakMb)) expect(megabytes).toBeGreaterThan(20);
    }
    expect(orders).toBeGreaterThan(loads.reduce((sum, { accepted }) => sum + accepted, 0));
    expect(goals).toHaveLength(10);
  });

  it('measures what an order costs beside a bare server, also where the earlier commit is not to be had', async () => {
    const args = [PROGRAM, '--quick', '--json', '--only', 'cost'];
    const env = { ...process.env, GIT_DIR: '/there/is/no/repository' };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const { earlier, besideBare, goals } = JSON.parse(stdout) as Results;
    if (!besideBare) throw new Error('There was nothing beside a bare server.');
    expect(earlier).toHaveProperty('skipped');
    expect(besideBare).toMatchObject({ stage: 'alb', rate: 20, isHalfOfHighest: false });
    const { hq, endpoints, bare } = besideBare.cpuMicros;
    expect(Math.min(hq, endpoints, bare)).toBeGreaterThan(0);
    expect(besideBare.ratios.hq).toBeCloseTo(hq / bare, 5);
    expect(besideBare.ratios.endpoints).toBeCloseTo(endpoints / bare, 5);
    expect(goals.map(({ goal }) => goal)).toEqual(['≤ 8.00', '≤ 16.00']);
  });

  it('refuses arguments that it does not know with exit code 2', async () => {
    await expect(runBench('--only', 'nothing')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no part nothing'),
    });
  });

  it('explains itself', async () => {
    expect((await runBench('--help')).stdout).toContain('--quick');
  });
});
