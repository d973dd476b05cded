import { roleProgram, type Bench } from '../bench.ts';
import { signedDeliveries } from '../deliveries/requests.ts';
import { compare, useRequests, warmUp } from '../load/compare.ts';
import type { Server } from '../load/load-server.ts';
import type { Cell } from '../results/results.ts';

/** The name for `--only`. */
export const LOAD_BALANCER = 'load-balancer';
const TITLE = 'load balancer, a delivery of SNS';

/** Compares the load balancer of the local platform with a bare pipe before the same target. */
export async function measureLoadBalancer(bench: Bench): Promise<Cell[]> {
  await useRequests(bench, await signedDeliveries('/receiving/', bench.signer, 1));
  const loadBalancer = await startServer(bench, LOAD_BALANCER);
  const pipe = await startServer(bench, 'pipe');
  for (const server of [loadBalancer, pipe]) await warmUp(bench, server);
  return compare(bench, { name: LOAD_BALANCER, title: TITLE }, loadBalancer, pipe);
}

async function startServer({ children, cores, upstream }: Bench, name: string): Promise<Server> {
  const program = roleProgram(name, String(upstream.port));
  return { child: await children.start({ name, program, env: {}, core: cores.server }) };
}
