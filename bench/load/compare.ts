import type { Bench } from '../bench.ts';
import type { Cell } from '../results/results.ts';
import { type Pair, summarize } from '../results/summarize.ts';
import { loadServer, type Server } from './load-server.ts';

export const WARM_UP_CONNECTIONS = 32;
const REQUESTS_LIMIT_MS = 30_000;

/** Gives the load generator the requests to send in turn from now on. */
export async function useRequests(
  { generator }: Pick<Bench, 'generator'>,
  requests: readonly string[],
): Promise<void> {
  await generator.ask({ requests }, REQUESTS_LIMIT_MS);
}

/** Loads a server until its code is compiled. @returns the number of responses */
export async function warmUp(bench: Bench, server: Server): Promise<number> {
  const load = { connections: WARM_UP_CONNECTIONS, leadInMs: 0, durationMs: bench.plan.warmUpMs };
  return (await loadServer(bench, server, load)).responses;
}

/** Compares a service with its bare counterpart, at every number of connections, and stops both. */
export async function compare(
  bench: Bench,
  measured: { readonly name: string; readonly title: string },
  service: Server,
  baseline: Server,
): Promise<Cell[]> {
  const pairs = await runPairs(bench, measured.name, service, baseline);
  for (const { child, log } of [service, baseline]) {
    await bench.children.stop(child);
    await log?.close();
  }
  return bench.plan.connections.map((connections) =>
    summarize(
      measured,
      connections,
      pairs.filter((pair) => pair.connections === connections),
      bench.cores,
    ),
  );
}

/** Each round has every number of connections, so that a machine that changes its speed changes it for all of them. */
async function runPairs(bench: Bench, name: string, service: Server, baseline: Server): Promise<Pair[]> {
  const { leadInMs, durationMs, rounds } = bench.plan;
  const pairs: Pair[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const connections of bench.plan.connections) {
      const load = { connections, leadInMs, durationMs };
      const ours = await loadServer(bench, service, load);
      const bare = await loadServer(bench, baseline, load);
      pairs.push({ connections, service: ours, baseline: bare });
      bench.progress(
        `${name}, ${connections} connections, round ${round} of ${rounds}: ` +
          `${ours.perSecond.toFixed(0)}/s, bare ${bare.perSecond.toFixed(0)}/s`,
      );
    }
  }
  return pairs;
}
