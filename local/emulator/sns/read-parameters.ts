import { AwsError } from '../endpoints/aws-error.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';

/** @throws AwsError InvalidParameter when the parameter is not there */
export function requireParameter(parameters: QueryParameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw invalidParameter(name, 'no value for required parameter');
  return value;
}

/** Reads a parameter that holds an ARN. @throws AwsError InvalidParameter when it is absent or no ARN */
export function requireArn(parameters: QueryParameters, name: string): string {
  const arn = requireParameter(parameters, name);
  const elements = arn.split(':').length;
  if (elements < 6) throw invalidParameter(name, `An ARN must have at least 6 elements, not ${elements}`);
  return arn;
}

export function invalidParameter(name: string, reason?: string): AwsError {
  return new AwsError(
    'InvalidParameter',
    `Invalid parameter: ${name}${reason === undefined ? '' : ` Reason: ${reason}`}`,
  );
}
