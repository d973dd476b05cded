import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type KitBench, ROOT } from '../bench.ts';
import { LoadedKit } from '../kit/loaded-kit.ts';
import type { Cost, OrderCost } from '../results/earlier.ts';
import type { Sides, Tree } from '../trees/tree.ts';
import { costOf } from './cost-of.ts';

/** The name for `--only`. */
export const COST = 'cost';

/** The first stage that takes orders. */
export const STAGE = 'alb';
const COUNTER = join(ROOT, 'bench', 'cost', 'count-writes.mjs');

interface CountedKit {
  readonly tree: Tree;
  readonly kit: LoadedKit;
}

interface Written {
  readonly calls: number;
  readonly items: number;
}

/**
 * Measures processor time and writes of an order in both trees. Their kits run side by side; one of them is under load.
 *
 * @throws Error if an order is not accounted for
 */
export async function measureCost(bench: KitBench, trees: Sides<Tree>, counter = COUNTER): Promise<Cost> {
  const { rate, rounds, warmUpMs, durationMs } = bench.plan.cost;
  const kits = {
    present: await startKit(bench, trees.present, counter),
    earlier: await startKit(bench, trees.earlier, counter),
  };
  for (const { tree, kit } of Object.values(kits)) {
    bench.progress(`${tree.name} warms up with ${rate} orders/s …`);
    await kit.load(rate, { leadInMs: 0, durationMs: warmUpMs });
  }
  const turns: Sides<OrderCost[]> = { present: [], earlier: [] };
  for (let round = 1; round <= rounds; round += 1) {
    const pair = ['present', 'earlier'] as const;
    for (const side of round % 2 === 1 ? pair : pair.toReversed()) {
      const turn = await measureTurn(kits[side], rate, durationMs);
      turns[side].push(turn);
      bench.progress(`${trees[side].name}, round ${round} of ${rounds}: ${turnText(turn)}`);
    }
  }
  await Promise.all(Object.values(kits).map(({ kit }) => kit.stop()));
  return { stage: STAGE, rate, rounds, durationMs, ...costOf(turns) };
}

async function startKit(bench: KitBench, tree: Tree, counter: string): Promise<CountedKit> {
  const preload = `--import=${pathToFileURL(counter).href}`;
  const kit = await LoadedKit.start(bench, join(bench.scratch, `cost-${tree.name}`), ['--stage', STAGE], {
    tree,
    env: { NODE_OPTIONS: [process.env.NODE_OPTIONS, preload].filter(Boolean).join(' ') },
  });
  return { tree, kit };
}

async function measureTurn(counted: CountedKit, rate: number, durationMs: number): Promise<OrderCost> {
  const before = await writtenBy(counted);
  const { orders, cpuMicros } = await counted.kit.load(rate, { leadInMs: 0, durationMs });
  const { calls, items } = await writtenBy(counted);
  return {
    hqMicros: cpuMicros.hq,
    endpointsMicros: cpuMicros.endpoints,
    writingCalls: (calls - before.calls) / orders,
    itemsWritten: (items - before.items) / orders,
  };
}

async function writtenBy({ tree, kit }: CountedKit): Promise<Written> {
  const answer = await fetch(kit.announced.endpointUrl);
  await answer.text();
  const written = answer.headers.get('x-bench-writes');
  if (written !== null) return JSON.parse(written) as Written;
  throw new Error(`The endpoints of ${tree.name} do not count writes: NODE_OPTIONS has not reached them.`);
}

function turnText({ hqMicros, endpointsMicros, writingCalls, itemsWritten }: OrderCost): string {
  return (
    `HQ ${hqMicros.toFixed(0)} µs, endpoints ${endpointsMicros.toFixed(0)} µs, ` +
    `${writingCalls.toFixed(2)} writing calls and ${itemsWritten.toFixed(2)} items an order`
  );
}
