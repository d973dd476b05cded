import { roleProgram, type Bench } from '../bench.ts';
import { signedDeliveries } from '../deliveries/decks.ts';
import { loadServer, type Server } from '../load/load-server.ts';
import { runPairs } from '../load/run-pairs.ts';
import type { Cell } from '../results/results.ts';
import { summarize } from '../results/summarize.ts';

/** As `--only` takes it. */
export const LOAD_BALANCER = 'load-balancer';
const TITLE = 'load balancer, a delivery of SNS';

const WARM_UP_CONNECTIONS = 32;
const DECK_LIMIT_MS = 30_000;

/** Measures the local runner's load balancer and a bare pipe before the same target, in turn. */
export async function measureLoadBalancer(bench: Bench): Promise<Cell[]> {
  const { children, generator, plan, signer } = bench;
  const deck = await signedDeliveries('/receiving/', signer, 1);
  await generator.ask({ deck }, DECK_LIMIT_MS);
  const loadBalancer = await startServer(bench, LOAD_BALANCER);
  const pipe = await startServer(bench, 'pipe');
  for (const server of [loadBalancer, pipe]) {
    await loadServer(bench, server, {
      connections: WARM_UP_CONNECTIONS,
      leadInMs: 0,
      durationMs: plan.warmUpMs,
    });
  }
  const pairs = await runPairs(bench, LOAD_BALANCER, loadBalancer, pipe);
  for (const { child } of [loadBalancer, pipe]) await children.stop(child);
  return plan.connections.map((connections) =>
    summarize(
      { name: LOAD_BALANCER, title: TITLE },
      connections,
      pairs.filter((pair) => pair.connections === connections),
      bench.cores,
    ),
  );
}

async function startServer({ children, cores, upstream }: Bench, name: string): Promise<Server> {
  const program = roleProgram(name, String(upstream.port));
  return { child: await children.start({ name, program, env: {}, core: cores.server }) };
}
