import type { LocalKit } from '../kit/local-kit.ts';
import { StoppedError } from '@interstella/libs/errors';
import { KitError } from '@interstella/local/programs';

/**
 * Does something with a kit and ends the kit, whatever comes of it.
 *
 * @param stop resolves when it is to be stopped
 * @param work given what rejects when there is no going on; must end then, too
 * @throws StoppedError; KitError if one of the kit's programs ends by itself; what the work throws
 */
export async function rehearse<T>(
  kit: LocalKit,
  stop: Promise<void>,
  work: (interrupted: Promise<never>) => Promise<T>,
): Promise<T> {
  const broken = kit.broken.then((how): never => {
    throw new KitError(how);
  });
  const stopped = stop.then((): never => {
    throw new StoppedError('Stopped before its end: nothing is proved.');
  });
  const interrupted = Promise.race([broken, stopped]);
  // It may be later than the end of the work.
  interrupted.catch(() => undefined);
  try {
    return await work(interrupted);
  } finally {
    await kit.stop();
  }
}
