import { Listr } from 'listr2';
import { StoppedError } from '@interstella/libs/errors';

/** What is used of Listr's task, whatever renderer was chosen. */
interface ListrTask {
  output: string;
  skip(message: string): void;
}

export interface ShownWork {
  readonly title: string;
  /** Why it is left out, asked when its turn comes; false if it is not. */
  readonly skip?: () => string | false;
  /**
   * @param show told in one line what is going on
   * @returns the title from now on; anything but a text leaves it as it is
   */
  readonly run: (show: (text: string) => void) => Promise<unknown>;
}

export interface Shown {
  readonly output: Output;
  /** Rejects when there is no going on, whatever the work is at. */
  readonly interrupted: Promise<never>;
}

/** Written over and over, line by line, or not shown at all. */
export type Output = 'terminal' | 'lines' | 'nothing';

const RENDERERS = { terminal: 'default', lines: 'simple', nothing: 'silent' } as const;

/**
 * Runs work one after the other and shows where it is. An interruption ends the showing at once and leaves the terminal
 * as it was; what was under way may go on unseen until it notices.
 *
 * @throws what the first to fail throws, or what interrupts
 */
export async function runShown(works: readonly ShownWork[], { output, interrupted }: Shown): Promise<void> {
  const over = new AbortController();
  interrupted.catch(() => {
    over.abort();
  });
  // The caller says what went wrong. Listr would say it a second time, except in a terminal.
  let failure: { readonly error: unknown } | undefined;
  const list = new Listr(
    works.map(({ title, skip = () => false as const, run }) => ({
      title,
      enabled: () => !over.signal.aborted,
      skip,
      task: async (_context: unknown, task: ListrTask & { title: string }) => {
        const working = run((text) => {
          if (!over.signal.aborted) task.output = text;
        });
        try {
          const ended = await Promise.race([working, interrupted]);
          if (typeof ended === 'string') task.title = ended;
        } catch (error) {
          if (!(error instanceof StoppedError)) {
            failure = { error };
            throw new Error('see below', { cause: error });
          }
          // In a terminal the message stands in place of the title.
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
  // Anything else has ended the list by itself.
  if (over.signal.aborted) await interrupted;
}
