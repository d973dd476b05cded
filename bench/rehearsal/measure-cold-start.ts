import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { startKit, untilUp } from '../kit/start-kit.ts';
import type { ColdStart } from '../results/results.ts';
import { median } from '../statistics/median.ts';

/** As `--only` takes it. */
export const COLD_START = 'cold-start';

/** The stage with every service. */
const STAGE = 'nomagnesite';

/**
 * Measures how long `npm start` takes from nothing to a stage in which every target is healthy and every subscription
 * confirmed: from the start of its process to the line that says so. Its template is there, as it is after a first start.
 */
export async function measureColdStart(bench: Bench): Promise<ColdStart> {
  const { coldStarts } = bench.plan;
  const seconds: number[] = [];
  // The first one synthesizes the template, and is not counted where there are others.
  const uncounted = coldStarts > 1 ? 1 : 0;
  for (let start = 1 - uncounted; start <= coldStarts; start += 1) {
    const took = await startOnce(bench);
    if (start > 0) seconds.push(took);
    bench.progress(`cold start, round ${start} of ${coldStarts}: ${took.toFixed(2)} s`);
  }
  return { stage: STAGE, starts: coldStarts, seconds: median(seconds), slowestSeconds: Math.max(...seconds) };
}

async function startOnce({ children, scratch }: Bench): Promise<number> {
  const begun = performance.now();
  const command = children.adopt(startKit(join(scratch, 'kit'), ['--stage', STAGE]));
  await untilUp(command);
  const seconds = (performance.now() - begun) / 1_000;
  await children.stop(command);
  return seconds;
}
