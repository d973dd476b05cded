import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { messageOf } from '@interstella/libs/errors';
import { TaskStartError } from './task-driver.ts';

/** Reads parameters, decrypted, by name; those that are not there it leaves out. @throws TaskStartError if it cannot read */
export type ReadParameters = (
  names: readonly string[],
  cancel: AbortSignal,
) => Promise<ReadonlyMap<string, string>>;

export interface SsmPlace {
  readonly url: string;
  readonly region: string;
}

/** For all attempts together. */
const LIMIT_MS = 10_000;
/** GetParameters takes no more at once. */
const NAMES_PER_CALL = 10;

/** Reads them from SSM, as ECS does before it starts a task. */
export function ssmParameters({ url, region }: SsmPlace): ReadParameters {
  const client = new SSMClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
  return async (names, cancel) => {
    const abortSignal = AbortSignal.any([cancel, AbortSignal.timeout(LIMIT_MS)]);
    const values = new Map<string, string>();
    const different = [...new Set(names)];
    for (let start = 0; start < different.length; start += NAMES_PER_CALL) {
      const command = new GetParametersCommand({
        Names: different.slice(start, start + NAMES_PER_CALL),
        WithDecryption: true,
      });
      const { Parameters = [] } = await client.send(command, { abortSignal }).catch((error: unknown) => {
        throw new TaskStartError(
          `ResourceInitializationError: the parameters ${different.join(', ')} cannot be read from SSM at ${url}: ` +
            messageOf(error),
        );
      });
      for (const { Name, Value } of Parameters) if (Name && Value) values.set(Name, Value);
    }
    return values;
  };
}
