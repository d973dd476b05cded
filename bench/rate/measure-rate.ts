import { join } from 'node:path';
import { type KitBench, roleProgram } from '../bench.ts';
import { KitCommand } from '../kit/kit-command.ts';
import type { HighestRate, RateTry } from '../results/earlier.ts';
import type { Sides, Tree } from '../trees/tree.ts';
import { RateSearch } from './rate-search.ts';
import { reasonsAgainst } from './reasons-against.ts';

/** The names for `--only`. */
export const RATE = 'rate';
export const RATE_BUSY = 'rate-busy';

/**
 * Measures the highest rate at which a migration there and back passes in each tree; the trees take turns.
 *
 * @param besideBusyCore whether another process keeps a core busy during the measurement
 */
export async function measureRate(
  bench: KitBench,
  trees: Sides<Tree>,
  besideBusyCore: boolean,
): Promise<HighestRate> {
  const { grid, runs, limitMs, until } = bench.plan.rate;
  const busy = besideBusyCore
    ? await bench.children.start({ name: 'busy core', program: roleProgram('busy-core'), env: {} })
    : undefined;
  const present = new RateSearch(grid, runs);
  const earlier = new RateSearch(grid, runs);
  while (present.next !== undefined || earlier.next !== undefined) {
    await tryNext(bench, trees.present, present);
    await tryNext(bench, trees.earlier, earlier);
  }
  if (busy) await bench.children.stop(busy);
  const ratio = present.found.highest / earlier.found.highest;
  return {
    ...{ besideBusyCore, until, runs, limitMs },
    present: present.found,
    earlier: earlier.found,
    ...(earlier.found.highest > 0 && { ratio }),
  };
}

async function tryNext(bench: KitBench, tree: Tree, search: RateSearch): Promise<void> {
  const rate = search.next;
  if (rate === undefined) return;
  const begun = performance.now();
  const one = await tryRate(bench, tree, rate);
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
  search.record(one);
  const how = one.reasons.length === 0 ? 'passes' : `does not pass: ${one.reasons.join('; ')}`;
  bench.progress(`${tree.name} at ${rate} orders/s ${how} (${seconds} s)`);
}

async function tryRate({ plan, children, scratch }: KitBench, tree: Tree, rate: number): Promise<RateTry> {
  const { until, options, limitMs } = plan.rate;
  const command = children.adopt(
    new KitCommand(
      join(scratch, `rate-${tree.name}`),
      [
        ...['migrate', '--there-and-back', '--until', until],
        ...['--rate', String(rate), '--port', '0', '--json', ...options],
      ],
      { tree },
    ),
  );
  const ended = await command.endedWithin(limitMs);
  await children.stop(command);
  return { rate, reasons: reasonsAgainst(ended) };
}
