import { describe, expect, it } from '@jest/globals';
import type { Sample } from '../load/load-server.ts';
import { summarize } from './summarize.ts';

const ORDER = { name: 'unsigned', title: 'monolith' };
const FREE = { server: undefined, generator: undefined, upstream: undefined };
const SHARED = { server: 0, generator: 1, upstream: 1 };

const sample = (sampled: Partial<Sample>): Sample => ({
  perSecond: 1_000,
  p50Ms: 1,
  p99Ms: 2,
  responses: 1_000,
  elapsedMs: 1_000,
  cpuMs: 100,
  cpuMicros: 50,
  serverBusy: 0.9,
  generatorBusy: 0.3,
  upstreamBusy: 0.2,
  ...sampled,
});

const pair = (service: Partial<Sample>, baseline: Partial<Sample>) => ({
  connections: 32,
  service: sample(service),
  baseline: sample(baseline),
});

describe('summarize', () => {
  it('takes ratios within each pair, so that a machine that slows down between pairs changes nothing', () => {
    const pairs = [
      pair({ perSecond: 900 }, { perSecond: 1_000 }),
      pair({ perSecond: 90 }, { perSecond: 100 }),
      pair({ perSecond: 800 }, { perSecond: 1_000 }),
    ];
    const cell = summarize(ORDER, 32, pairs, FREE);
    expect(cell.ratio).toBe(0.9);
    expect(cell.service.perSecond).toBe(800);
    expect(cell.baseline.perSecond).toBe(1_000);
  });

  it('gives a service that needs twice the processor time the CPU ratio 0.5', () => {
    expect(summarize(ORDER, 32, [pair({ cpuMicros: 80 }, { cpuMicros: 40 })], FREE).cpuRatio).toBe(0.5);
  });

  it('names no limit if only the server was busy', () => {
    expect(summarize(ORDER, 32, [pair({}, {})], SHARED)).not.toHaveProperty('limitedBy');
  });

  it('names the load generator if it was at its limit, also for only the faster server of the pair', () => {
    expect(summarize(ORDER, 32, [pair({}, { generatorBusy: 0.97 })], FREE).limitedBy).toBe('load generator');
  });

  it('names the upstream stub if it was at its limit', () => {
    expect(summarize(ORDER, 32, [pair({ upstreamBusy: 0.99 }, {})], FREE).limitedBy).toBe('upstream stub');
  });

  it('adds up the processes that share a core', () => {
    const pairs = [pair({}, { generatorBusy: 0.5, upstreamBusy: 0.47 })];
    expect(summarize(ORDER, 32, pairs, SHARED).limitedBy).toContain('on one core');
    expect(summarize(ORDER, 32, pairs, { ...SHARED, upstream: 2 })).not.toHaveProperty('limitedBy');
  });
});
