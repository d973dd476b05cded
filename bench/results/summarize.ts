import type { Case } from '../cases.ts';
import type { Sample } from '../load/load-server.ts';
import type { Cores } from '../processes/cores.ts';
import { median } from '../statistics/statistics.ts';
import type { Cell, Figures } from './results.ts';

/** A run of a service, and the next run, of its bare counterpart. */
export interface Pair {
  readonly connections: number;
  readonly service: Sample;
  readonly baseline: Sample;
}

/** The part of a core from which on a process is at its limit. */
const SATURATED = 0.95;

/** Each ratio is within a pair, before the median, so that a machine that slows down slows both of a pair. */
export function summarize(
  { name, title }: Pick<Case, 'name' | 'title'>,
  connections: number,
  pairs: readonly Pair[],
  cores: Cores,
): Cell {
  const limitedBy = limitOf(pairs, cores);
  return {
    case: name,
    title,
    connections,
    service: figuresOf(pairs.map(({ service }) => service)),
    baseline: figuresOf(pairs.map(({ baseline }) => baseline)),
    ratio: median(pairs.map(({ service, baseline }) => service.perSecond / baseline.perSecond)),
    cpuRatio: median(pairs.map(({ service, baseline }) => baseline.cpuMicros / service.cpuMicros)),
    ...(limitedBy === undefined ? {} : { limitedBy }),
  };
}

function figuresOf(samples: readonly Sample[]): Figures {
  return {
    perSecond: median(samples.map(({ perSecond }) => perSecond)),
    p50Ms: median(samples.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(samples.map(({ p99Ms }) => p99Ms)),
    cpuMicros: median(samples.map(({ cpuMicros }) => cpuMicros)),
    busy: median(samples.map(({ serverBusy }) => serverBusy)),
  };
}

/** The process that may have slowed the faster server of a pair; undefined if none was at its limit. */
function limitOf(pairs: readonly Pair[], { generator, upstream }: Cores): string | undefined {
  const busy = (of: (sample: Sample) => number) =>
    Math.max(
      median(pairs.map(({ service }) => of(service))),
      median(pairs.map(({ baseline }) => of(baseline))),
    );
  if (busy(({ generatorBusy }) => generatorBusy) >= SATURATED) return 'load generator';
  if (busy(({ upstreamBusy }) => upstreamBusy) >= SATURATED) return 'upstream stub';
  const onOneCore = generator !== undefined && generator === upstream;
  const together = busy(({ generatorBusy, upstreamBusy }) => generatorBusy + upstreamBusy);
  return onOneCore && together >= SATURATED ? 'load generator and upstream stub, on one core' : undefined;
}
