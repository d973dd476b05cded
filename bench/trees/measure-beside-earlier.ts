import type { Bench } from '../bench.ts';
import { COST, measureCost } from '../cost/measure-cost.ts';
import { measureRate, RATE, RATE_BUSY } from '../rate/measure-rate.ts';
import type { Earlier, HighestRate } from '../results/earlier.ts';
import { EARLIER, prepareEarlierTree } from './earlier-tree.ts';
import { PRESENT } from './tree.ts';

/** Measures the present tree and {@link EARLIER}. @param parts the wanted parts of the bench */
export async function measureBesideEarlier(bench: Bench, parts: readonly string[]): Promise<Earlier> {
  const prepared = await prepareEarlierTree(bench);
  if ('skipped' in prepared) {
    bench.progress(prepared.skipped);
    return { commit: EARLIER, skipped: prepared.skipped, rates: [] };
  }
  const trees = { present: PRESENT, earlier: prepared.tree };
  const cost = parts.includes(COST) ? await measureCost(bench, trees) : undefined;
  const rates: HighestRate[] = [];
  if (parts.includes(RATE)) rates.push(await measureRate(bench, trees, false));
  if (parts.includes(RATE_BUSY)) rates.push(await measureRate(bench, trees, true));
  return { commit: EARLIER, ...(cost && { cost }), rates };
}
