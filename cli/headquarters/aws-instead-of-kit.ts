import { isElsewhere, type Target } from '@interstella/rehearsal/kit/target-kit.ts';
import { UsageError } from '@interstella/libs/errors';
import { type Aws, connectToAws, NoRegionError } from '@interstella/cloud/aws.ts';

/**
 * Connects to AWS, for a command that uses the kit if one runs here. If that fails and no option selects AWS, the message
 * suggests to start a kit.
 *
 * @throws UsageError
 */
export async function awsInsteadOfKit(
  target: Target,
  connect: () => Promise<Aws> = connectToAws,
): Promise<Aws> {
  try {
    return await connect();
  } catch (error) {
    if (!(error instanceof UsageError) || isElsewhere(target)) throw error;
    throw new UsageError(
      error instanceof NoRegionError
        ? 'Nothing runs here. Start it with `npm start`. (What is deployed on AWS is found with --aws.)'
        : `Nothing runs here; start it with \`npm start\`. And AWS cannot be asked. ${error.message}`,
      { code: 'NOTHING_RUNS', cause: error },
    );
  }
}
