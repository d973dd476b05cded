import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { startKit, waitUntilUp } from '../kit/start-kit.ts';
import type { ColdStart } from '../results/results.ts';
import { median } from '../statistics/statistics.ts';

/** The name for `--only`. */
export const COLD_START = 'cold-start';

/** The stage with every service. */
const STAGE = 'nomagnesite';

/**
 * Measures the time of `npm start` from the start of its process to its line that the stage is up: every target healthy and
 * every subscription confirmed. The template is cached, as it is after a first start.
 */
export async function measureColdStart(bench: Bench): Promise<ColdStart> {
  const { coldStarts } = bench.plan;
  const seconds: number[] = [];
  // The first start synthesizes the template. It is not counted if there are others.
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
  await waitUntilUp(command);
  const seconds = (performance.now() - begun) / 1_000;
  await children.stop(command);
  return seconds;
}
