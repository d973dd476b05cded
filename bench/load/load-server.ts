import type { Bench } from '../bench.ts';
import type { Child } from '../processes/child.ts';
import type { LogFile } from '../processes/log-file.ts';
import type { LoadSpec, LoadResult } from './load.ts';

/** A server under test, and its log, if it writes one. */
export interface Server {
  readonly child: Child;
  readonly log?: LogFile;
}

/** The measurements of one run: of the server and of the processes around it. */
export interface Sample extends LoadResult {
  /** Processor time of the server for one order, in microseconds, all its threads together. */
  readonly cpuMicros: number;
  /** Processor time over elapsed time: 1 is one core in full. */
  readonly serverBusy: number;
  readonly generatorBusy: number;
  readonly upstreamBusy: number;
}

/** The time that the load generator may take beyond the load itself. */
const ANSWER_MARGIN_MS = 20_000;
const COUNT_LIMIT_MS = 5_000;

/**
 * Loads a server.
 *
 * @throws Error if an order failed, or did not make exactly one call upstream
 */
export async function loadServer(
  { generator, upstream }: Pick<Bench, 'generator' | 'upstream'>,
  { child, log }: Server,
  load: Omit<LoadSpec, 'port'>,
): Promise<Sample> {
  await log?.clear();
  const before = await countersOf(child, upstream);
  const timeLimitMs = load.leadInMs + load.durationMs + ANSWER_MARGIN_MS;
  const seen = (await generator.ask({ load: { ...load, port: child.port } }, timeLimitMs)) as LoadResult;
  const after = await countersOf(child, upstream);
  const calls = after.answered - before.answered;
  if (calls !== seen.responses) {
    throw new Error(`${child.name} answered ${seen.responses} orders with ${calls} calls upstream.`);
  }
  const serverMs = after.serverMs - before.serverMs;
  return {
    ...seen,
    cpuMicros: (serverMs * 1_000) / seen.responses,
    serverBusy: serverMs / seen.elapsedMs,
    generatorBusy: seen.cpuMs / seen.elapsedMs,
    upstreamBusy: (after.upstreamMs - before.upstreamMs) / seen.elapsedMs,
  };
}

async function countersOf(server: Child, upstream: Child) {
  const { answered } = (await upstream.ask('count', COUNT_LIMIT_MS)) as { answered: number };
  const [{ cpuMs: serverMs }, { cpuMs: upstreamMs }] = await Promise.all([server.usage(), upstream.usage()]);
  return { answered, serverMs, upstreamMs };
}
