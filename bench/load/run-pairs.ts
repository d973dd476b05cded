import type { Bench } from '../bench.ts';
import type { Pair } from '../results/summarize.ts';
import { loadServer, type Server } from './load-server.ts';

/**
 * Loads a service and its bare counterpart in turn: every number of connections once a round, so that a machine that
 * changes its pace changes it for all.
 *
 * @param name as the person who waits is told
 */
export async function runPairs(
  bench: Bench,
  name: string,
  service: Server,
  baseline: Server,
): Promise<Pair[]> {
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
