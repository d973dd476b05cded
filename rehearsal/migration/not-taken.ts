import { type PlatformClient, PlatformError } from '@interstella/local/platform';
import type { Step } from './fault-script.ts';

const OTHERS = 'Nothing else may be deployed in this kit while a migration runs: start it again.';

/** A step was not taken, since somebody else deployed something in the midst of the migration. */
export class NotTakenError extends Error {
  override readonly name = 'NotTakenError';
}

/** The platform's revision that a step is planned at. @throws NotTakenError if it is not where the step begins */
export async function plannedAt(platform: Pick<PlatformClient, 'state'>, { from }: Step): Promise<number> {
  const { stage, revision } = await platform.state();
  if (stage === from.name) return revision;
  throw new NotTakenError(`Stage ${stage ?? 'none'} is up instead of ${from.name}. ${OTHERS}`);
}

/** @throws NotTakenError if the platform refuses what was deployed, since it is not as it was planned at any more */
export async function asPlanned<T>(deployed: Promise<T>): Promise<T> {
  try {
    return await deployed;
  } catch (error) {
    if (!(error instanceof PlatformError) || error.status !== 409) throw error;
    throw new NotTakenError(`The platform is not as it was when the step was planned. ${OTHERS}`, {
      cause: error,
    });
  }
}
