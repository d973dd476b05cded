import { Listr } from 'listr2';
import { isTerminal } from './is-terminal.ts';
import { say } from './say.ts';

export interface Job {
  readonly title: string;
  readonly run: (onLine: (line: string) => void) => Promise<void>;
}

/**
 * Runs jobs one after the other. A terminal shows which is under way and what it said last; anything else is told when
 * one begins and ends.
 *
 * @throws what the first to fail throws
 */
export async function runInTurn(jobs: readonly Job[]): Promise<void> {
  if (isTerminal(process.stdout)) await inTerminal(jobs);
  else for (const job of jobs) await plainly(job);
}

async function inTerminal(jobs: readonly Job[]): Promise<void> {
  const list = new Listr(
    jobs.map(({ title, run }) => ({
      title,
      task: (_context: unknown, task: { output: string }) =>
        run((line) => {
          task.output = line;
        }),
    })),
    // The caller says what went wrong, once.
    { renderer: 'default', rendererOptions: { showErrorMessage: false }, registerSignalListeners: false },
  );
  await list.run();
}

async function plainly({ title, run }: Job): Promise<void> {
  say(`${title} …`);
  const begin = performance.now();
  await run(() => undefined);
  say(`${title}: done in ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
}
