import { Listr } from 'listr2';

export interface Job {
  readonly title: string;
  readonly run: (onLine: (line: string) => void) => Promise<void>;
}

/** Runs jobs one after the other, and shows in a terminal the line that each said last. @throws what the first to fail throws */
export async function runInTurn(jobs: readonly Job[]): Promise<void> {
  const list = new Listr(
    jobs.map(({ title, run }) => ({
      title,
      task: (_context: unknown, task: { output: string }) =>
        run((line) => {
          if (process.stdout.isTTY) task.output = line;
        }),
    })),
    {
      renderer: process.stdout.isTTY ? 'default' : 'simple',
      // Whoever called says what went wrong, once.
      rendererOptions: { showErrorMessage: false },
      registerSignalListeners: false,
    },
  );
  await list.run();
}
