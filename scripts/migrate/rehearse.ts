import type { LocalKit } from '../start/local-kit.ts';

/** Whoever ran it wants no more of it: Ctrl-C, or nobody reads what it prints. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/**
 * Does something with a kit and ends the kit, whatever comes of it.
 *
 * @param stop resolves when it is to be stopped
 * @throws StoppedError; Error if one of the kit's programs ends by itself; what the work throws
 */
export async function rehearse<T>(kit: LocalKit, stop: Promise<void>, work: () => Promise<T>): Promise<T> {
  const broken = kit.broken.then((how) => {
    throw new Error(how);
  });
  const stopped = stop.then(() => {
    throw new StoppedError('Stopped before its end: nothing is proved.');
  });
  try {
    return await Promise.race([work(), broken, stopped]);
  } finally {
    await kit.stop();
  }
}
