import { join } from 'node:path';
import { type Bench, roleProgram } from '../bench.ts';
import { CASES } from '../cases.ts';
import { LoadedKit } from '../kit/loaded-kit.ts';
import { loadServer } from '../load/load-server.ts';
import { DECK_LIMIT_MS, deckOf, startServer, warmUp, WARM_UP_CONNECTIONS } from '../load/measure-case.ts';
import type { HighestRate } from '../results/earlier.ts';
import type { BesideBare } from '../results/results.ts';
import { type BareTurn, besideBare, rateBesideBare } from './beside-bare.ts';
import { STAGE } from './measure-cost.ts';

/**
 * Measures what an order costs a whole kit, and a direct order a bare `node:http` server; they take turns.
 *
 * @param rates that were found in this run
 * @throws Error if an order is not accounted for
 */
export async function measureBesideBare(bench: Bench, rates: readonly HighestRate[]): Promise<BesideBare> {
  const { plan, children, generator, scratch, progress } = bench;
  const { rate: fixedRate, rounds, warmUpMs, durationMs } = plan.cost;
  const load = rateBesideBare(rates, fixedRate);
  const order = CASES.find(({ name }) => name === 'unsigned');
  if (!order) throw new Error('There is no case of a direct order.');
  const kit = await LoadedKit.start(bench, join(scratch, 'beside-bare'), ['--stage', STAGE]);
  await generator.ask({ deck: await deckOf(bench, order) }, DECK_LIMIT_MS);
  const bare = await startServer(bench, 'baseline', roleProgram('baseline', order.name));
  progress(`a kit at ${load.rate} orders/s, and a bare server, warm up …`);
  await kit.load(load.rate, { leadInMs: 0, durationMs: warmUpMs });
  await warmUp(bench, order, bare);
  const turns: BareTurn[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const { cpuMicros } = await kit.load(load.rate, { leadInMs: 0, durationMs });
    const { leadInMs, durationMs: bareMs } = plan;
    const seen = await loadServer(bench, bare, {
      ...{ connections: WARM_UP_CONNECTIONS, leadInMs, durationMs: bareMs },
    });
    const turn = { ...cpuMicros, bare: seen.cpuMicros };
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
