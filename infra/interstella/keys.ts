import { Secret } from 'aws-cdk-lib/aws-ecs';
import { type IStringParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';
import type { Settings } from '../settings/index.ts';
import type { ServiceName } from '../stages.ts';

/** The parameters that ECS passes to a task as environment variables, by variable. */
export type Secrets = Readonly<Record<string, IStringParameter>>;

/**
 * The services' parameters in SSM Parameter Store. The keys are SecureStrings, which CloudFormation cannot create, so they
 * are created outside of the stacks. HQ's stack creates the endpoint; with an instructor's HQ, this stack does.
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

  /** A microservice gets no HQ key, since it fulfills through the monolith. */
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
