import { join } from 'node:path';
import { type Bench, roleProgram } from '../bench.ts';
import { CASES } from '../cases.ts';
import { LoadedKit } from '../kit/loaded-kit.ts';
import { useRequests, WARM_UP_CONNECTIONS } from '../load/compare.ts';
import { loadServer } from '../load/load-server.ts';
import { requestsOf, startServer, warmUpWithLog } from '../load/measure-case.ts';
import type { HighestRate } from '../results/earlier.ts';
import type { BesideBare } from '../results/results.ts';
import { type BareTurn, besideBare, rateBesideBare } from './beside-bare.ts';
import { STAGE } from './measure-cost.ts';

/**
 * Measures the processor time of a whole kit for an order, and of a bare `node:http` server for a direct order, in turns.
 *
 * @param rates the highest rates that this run has found
 * @throws Error if an order is not accounted for
 */
export async function measureBesideBare(bench: Bench, rates: readonly HighestRate[]): Promise<BesideBare> {
  const { plan, children, scratch, progress } = bench;
  const { rate: fixedRate, rounds, warmUpMs, durationMs } = plan.cost;
  const load = rateBesideBare(rates, fixedRate);
  const order = CASES.find(({ name }) => name === 'unsigned');
  if (!order) throw new Error('There is no case of a direct order.');
  const kit = await LoadedKit.start(bench, join(scratch, 'beside-bare'), ['--stage', STAGE]);
  await useRequests(bench, await requestsOf(bench, order));
  const bare = await startServer(bench, 'baseline', roleProgram('baseline', order.name));
  progress(`a kit at ${load.rate} orders/s, and a bare server, warm up …`);
  await kit.load(load.rate, { leadInMs: 0, durationMs: warmUpMs });
  await warmUpWithLog(bench, order, bare);
  const turns: BareTurn[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const { cpuMicros } = await kit.load(load.rate, { leadInMs: 0, durationMs });
    const { leadInMs, durationMs: bareMs } = plan;
    const bareLoad = { connections: WARM_UP_CONNECTIONS, leadInMs, durationMs: bareMs };
    const turn = { ...cpuMicros, bare: (await loadServer(bench, bare, bareLoad)).cpuMicros };
    turns.push(turn);
    progress(`beside a bare server, round ${round} of ${rounds}: ${turnText(turn)}`);
  }
  await Promise.all([kit.stop(), children.stop(bare.child)]);
  await bare.log.close();
  return { stage: STAGE, ...load, rounds, durationMs, ...besideBare(turns) };
}

function turnText({ hq, endpoints, bare }: BareTurn): string {
  return `HQ ${hq.toFixed(0)} µs, endpoints ${endpoints.toFixed(0)} µs, bare ${bare.toFixed(0)} µs an order`;
}
