import type { ParameterSource } from './parameters.ts';

/** Nested into the 15 s that SNS gives an attempt, beside the certificate download and the call upstream. */
const TIME_LIMIT_MS = 3_000;

/**
 * Reads from SSM Parameter Store in a region (or at AWS_ENDPOINT_URL). The SDK is loaded only when a parameter is
 * really needed, since loading it costs more than all the rest of a service's start.
 */
export function ssmSource(region: string): ParameterSource {
  return async (path) => {
    const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
    const client = new SSMClient({ region, maxAttempts: 2 });
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: path, WithDecryption: true }), {
        abortSignal: AbortSignal.timeout(TIME_LIMIT_MS),
      });
      if (!Parameter?.Value) throw new Error('The parameter has no value');
      return Parameter.Value;
    } finally {
      client.destroy();
    }
  };
}
