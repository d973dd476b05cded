import { ParameterAlreadyExists, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { namesIn } from '@interstella/infra/names';
import type { Aws } from './aws.ts';
import type { ParameterName } from './parameters.ts';

const DESCRIPTIONS: Readonly<Record<Exclude<ParameterName, 'apiEndpoint'>, string>> = {
  apiKey: "The participant's key for the fulfillment API of Interstella HQ",
  serviceKey: "The services' own key, for direct orders and for one another",
  hqAdminKey: "Opens Interstella HQ's admin routes",
};

export type KeyName = keyof typeof DESCRIPTIONS;

/**
 * Puts a key as a SecureString.
 *
 * @returns whether it was put; one that is there already is left alone unless `overwrite` is set
 */
export async function putKey(
  aws: Aws,
  environmentName: string,
  key: { readonly name: KeyName; readonly value: string; readonly overwrite: boolean },
): Promise<boolean> {
  try {
    await new SSMClient(aws.config).send(
      new PutParameterCommand({
        Name: namesIn(environmentName).parameters[key.name],
        Description: DESCRIPTIONS[key.name],
        Type: 'SecureString',
        Value: key.value,
        Overwrite: key.overwrite,
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ParameterAlreadyExists && !key.overwrite) return false;
    throw error;
  }
}
