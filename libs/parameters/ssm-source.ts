import { TIME_LIMITS_MS, within } from '../time-limits/index.ts';
import type { ParameterSource } from './parameters.ts';

/**
 * Reads from SSM Parameter Store in a region (or at AWS_ENDPOINT_URL), once and within its time limit: who waits comes
 * again. The SDK is loaded only when a parameter is really needed, since loading it costs more than all the rest of a
 * service's start.
 */
export function ssmSource(region: string): ParameterSource {
  return (path) =>
    within(TIME_LIMITS_MS.parameter, async (abortSignal) => {
      const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
      const client = new SSMClient({ region, maxAttempts: 1 });
      try {
        const command = new GetParameterCommand({ Name: path, WithDecryption: true });
        const { Parameter } = await client.send(command, { abortSignal });
        if (!Parameter?.Value) throw new Error('The parameter has no value');
        return Parameter.Value;
      } finally {
        client.destroy();
      }
    });
}
