import { Secret } from 'aws-cdk-lib/aws-ecs';
import { type IStringParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';
import type { Settings } from '../settings/index.ts';
import type { ServiceName } from '../stages.ts';

/** The parameters that a task is given as environment variables when it starts, by variable. */
export type Secrets = Readonly<Record<string, IStringParameter>>;

/**
 * What the services know from SSM Parameter Store. The keys are SecureStrings, which CloudFormation cannot make and
 * no template ever sees: they are put by hand. The endpoint is put by HQ's stack, or, for an instructor's HQ, by this.
 */
export class Keys extends Construct {
  readonly #apiKey: IStringParameter;
  readonly #serviceKey: IStringParameter;
  readonly #apiEndpoint: IStringParameter;

  constructor(scope: Construct, id: string, names: Names, { instructor }: Settings) {
    super(scope, id);
    const { apiKey, serviceKey, apiEndpoint } = names.parameters;
    this.#apiKey = StringParameter.fromSecureStringParameterAttributes(this, 'ApiKey', {
      parameterName: apiKey,
    });
    this.#serviceKey = StringParameter.fromSecureStringParameterAttributes(this, 'ServiceKey', {
      parameterName: serviceKey,
    });
    this.#apiEndpoint = instructor
      ? new StringParameter(this, 'ApiEndpoint', {
          parameterName: apiEndpoint,
          description: "The fulfillment API of the instructor's Interstella HQ",
          stringValue: instructor.apiEndpoint,
        })
      : StringParameter.fromStringParameterName(this, 'ApiEndpoint', apiEndpoint);
  }

  /** HQ's key never goes to a microservice: it fulfills through the monolith. */
  of(service: ServiceName): Secrets {
    const SERVICE_KEY = this.#serviceKey;
    return service === 'monolith'
      ? { API_KEY: this.#apiKey, API_ENDPOINT: this.#apiEndpoint, SERVICE_KEY }
      : { SERVICE_KEY };
  }
}

/** The parameters as ECS takes them. */
export function ecsSecrets(secrets: Secrets): Record<string, Secret> {
  return Object.fromEntries(
    Object.entries(secrets).map(([variable, parameter]) => [variable, Secret.fromSsmParameter(parameter)]),
  );
}
