import { AwsError } from '../endpoints/aws-error.ts';
import { page } from '../endpoints/page.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';

const PAGE_SIZE = 100;

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

/** A page of a list of SNS, by ARN. @throws AwsError InvalidParameter for a NextToken that no page gave */
export function pageOf<Item extends { readonly arn: string }>(
  items: Iterable<Item>,
  parameters: QueryParameters,
) {
  const nextToken = parameters.get('NextToken');
  return page(items, ({ arn }) => arn, nextToken, PAGE_SIZE, invalidParameter('NextToken'));
}

export function invalidParameter(name: string, reason?: string): AwsError {
  return new AwsError(
    'InvalidParameter',
    `Invalid parameter: ${name}${reason === undefined ? '' : ` Reason: ${reason}`}`,
  );
}
