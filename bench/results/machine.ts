import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Cores } from '../processes/cores.ts';
import type { Machine } from './results.ts';

/** Call this before the measurements: the load average before them is one of the facts. */
export function describeMachine(cores: Cores, compileCache: boolean): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
    pinned: cores.server !== undefined,
    compileCache,
  };
}
