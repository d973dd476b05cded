import { isTerminal } from './is-terminal.ts';
import { type Job, runWithProgress } from './run-with-progress.ts';
import { say } from './say.ts';

/**
 * Runs jobs one after the other. A terminal shows the running job and its latest line; a pipe gets a line when a job begins
 * and when it ends.
 *
 * @throws what the first job that fails throws
 */
export async function runInTurn(jobs: readonly Job[]): Promise<void> {
  if (isTerminal(process.stdout)) await runWithProgress(jobs, { output: 'terminal' });
  else for (const job of jobs) await runPlainly(job);
}

async function runPlainly({ title, run }: Job): Promise<void> {
  say(`${title} …`);
  const begin = performance.now();
  await run(() => undefined);
  say(`${title}: done in ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
}
