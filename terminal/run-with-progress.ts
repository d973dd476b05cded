import { Listr } from 'listr2';
import { StoppedError } from '@interstella/libs/errors';

/** The part of listr2's task that every renderer has. */
interface ListrTask {
  title: string;
  output: string;
  skip(message: string): void;
}

export interface Job {
  readonly title: string;
  /** The reason to skip it, asked for when its turn comes; false to run it. */
  readonly skip?: () => string | false;
  /**
   * @param show called with one line about the progress
   * @returns a new title, if it is a text
   */
  readonly run: (show: (text: string) => void) => Promise<unknown>;
}

export interface ProgressOptions {
  readonly output: Output;
  /** Rejects when all jobs have to end, also the one that runs. @default never */
  readonly interrupted?: Promise<never>;
}

/** A list that is redrawn, lines below each other, or no output. */
export type Output = 'terminal' | 'lines' | 'nothing';

const RENDERERS = { terminal: 'default', lines: 'simple', nothing: 'silent' } as const;

/**
 * Runs jobs one after the other and shows their progress. An interruption ends the output at once and restores the
 * terminal; the job that runs may go on unseen until it notices.
 *
 * @throws what the first job that fails throws, or what `interrupted` rejects with
 */
export async function runWithProgress(
  jobs: readonly Job[],
  { output, interrupted = new Promise(() => undefined) }: ProgressOptions,
): Promise<void> {
  const interruption = new AbortController();
  interrupted.catch(() => {
    interruption.abort();
  });
  // Kept for the caller, who prints it. listr2 would print it a second time, except in a terminal.
  let failure: { readonly error: unknown } | undefined;
  const list = new Listr(
    jobs.map(({ title, skip = () => false as const, run }) => ({
      title,
      enabled: () => !interruption.signal.aborted,
      skip,
      task: async (_context: unknown, task: ListrTask) => {
        const running = run((text) => {
          if (!interruption.signal.aborted) task.output = text;
        });
        try {
          const newTitle = await Promise.race([running, interrupted]);
          if (typeof newTitle === 'string') task.title = newTitle;
        } catch (error) {
          if (!(error instanceof StoppedError)) {
            failure = { error };
            throw new Error('see below', { cause: error });
          }
          // In a terminal the message replaces the title.
          task.skip(output === 'terminal' ? `${title}: stopped` : 'stopped');
        }
      },
    })),
    {
      renderer: RENDERERS[output],
      rendererOptions: { showErrorMessage: false },
      registerSignalListeners: false,
    },
  );
  try {
    await list.run();
  } catch (error) {
    throw failure ? failure.error : error;
  }
  // For listr2 a job that was stopped is no failure, so the list has ended without an error.
  if (interruption.signal.aborted) await interrupted;
}
