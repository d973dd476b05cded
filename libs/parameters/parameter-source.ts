import { Inject, Injectable } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { TIME_LIMITS_MS, within } from '../time-limits/index.ts';

/**
 * Reads from SSM Parameter Store in the service's region, or at AWS_ENDPOINT_URL. Loads the SDK at the first read, since
 * this takes longer than the rest of a service's start.
 */
@Injectable()
export class ParameterSource {
  constructor(@Inject(serviceSettings.KEY) private readonly settings: Pick<ServiceSettings, 'AWS_REGION'>) {}

  /** Reads one parameter, decrypted, once and within its time limit. */
  read(path: string): Promise<string> {
    return within(TIME_LIMITS_MS.parameter, async (abortSignal) => {
      const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
      const client = new SSMClient({ region: this.settings.AWS_REGION, maxAttempts: 1 });
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
}
