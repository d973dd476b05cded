import { isElsewhereMeant, type Meant } from '@interstella/rehearsal/kit/kit-meant.ts';
import { UsageError } from '@interstella/libs/errors';
import { type Aws, connectToAws, NoRegionError } from '@interstella/cloud/aws.ts';

/**
 * AWS, for a command that takes the kit where one runs here: who has none may have meant either.
 *
 * @throws UsageError
 */
export async function awsInsteadOfKit(
  meant: Meant,
  connect: () => Promise<Aws> = connectToAws,
): Promise<Aws> {
  try {
    return await connect();
  } catch (error) {
    if (!(error instanceof UsageError) || isElsewhereMeant(meant)) throw error;
    throw new UsageError(
      error instanceof NoRegionError
        ? 'Nothing runs here. Start it with `npm start`. (What is deployed on AWS is found with --aws.)'
        : `Nothing runs here; start it with \`npm start\`. And AWS cannot be asked. ${error.message}`,
      { cause: error },
    );
  }
}
