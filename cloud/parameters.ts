import { GetParameterCommand, GetParametersCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { type Names, namesIn } from '@interstella/infra/names';
import type { Aws } from './aws.ts';

/** A parameter of an environment, by what it is for. */
export type ParameterName = keyof Names['parameters'];

export type ParameterKind = 'absent' | 'SecureString' | 'plain';

/** Of each parameter whether it is there, and whether it is encrypted. No value is decrypted for that. */
export async function kindsOfParameters<N extends ParameterName>(
  aws: Aws,
  environmentName: string,
  wanted: readonly N[],
): Promise<Readonly<Record<N, ParameterKind>>> {
  const { parameters } = namesIn(environmentName);
  const { Parameters = [] } = await new SSMClient(aws.config).send(
    new GetParametersCommand({ Names: wanted.map((name) => parameters[name]), WithDecryption: false }),
  );
  const kindOf = (name: N): ParameterKind => {
    const found = Parameters.find(({ Name }) => Name === parameters[name]);
    if (!found) return 'absent';
    return found.Type === 'SecureString' ? 'SecureString' : 'plain';
  };
  return Object.fromEntries(wanted.map((name) => [name, kindOf(name)])) as Record<N, ParameterKind>;
}

/** The value, decrypted; undefined if there is no such parameter. */
export async function readParameter(
  aws: Aws,
  environmentName: string,
  name: ParameterName,
): Promise<string | undefined> {
  try {
    const { Parameter } = await new SSMClient(aws.config).send(
      new GetParameterCommand({ Name: namesIn(environmentName).parameters[name], WithDecryption: true }),
    );
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}
