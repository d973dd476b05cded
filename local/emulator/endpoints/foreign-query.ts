import { type IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';
import { type QueryParameters } from './query-parameters.ts';
import { type QueryService } from './query-protocol.ts';

/** The services here with their protocols, for errors about another service. */
export const SERVICES_HERE =
  'Here are SNS (Query protocol), SQS (Query and JSON), SSM and DynamoDB (JSON, with a header X-Amz-Target).';

/** Versions of Query APIs. Each belongs to one service, and names it in a request without a signature. */
const BY_VERSION = new Map([
  ['2010-03-31', 'sns'],
  ['2012-11-05', 'sqs'],
  ['2011-06-15', 'sts'],
]);
const SIGNED_FOR = /Credential=[^,]*\/([a-z0-9-]+)\/aws4_request/;
/** The names in `X-Amz-Target` of the services that have no Query protocol here. */
const JSON_ONLY = new Map([
  ['ssm', 'AmazonSSM'],
  ['dynamodb', 'DynamoDB_20120810'],
]);

/** The service of a Query request, by its version, by its signature, or by an action that only one service has. */
export function serviceMeant(
  { headers }: Pick<IncomingMessage, 'headers'>,
  parameters: QueryParameters,
  services: readonly Pick<QueryService, 'name' | 'operations'>[],
): string | undefined {
  const action = parameters.get('Action') ?? '';
  return (
    BY_VERSION.get(parameters.get('Version') ?? '') ??
    SIGNED_FOR.exec(headers.authorization ?? '')?.[1] ??
    services.find(({ operations }) => operations.has(action))?.name
  );
}

/** The error of a request without X-Amz-Target that no Query service here can answer. */
export function foreignQuery(service: string | undefined, action: string | undefined): AwsError {
  const target = JSON_ONLY.get(service ?? '');
  if (target !== undefined) {
    const header = `X-Amz-Target: ${target}.${action ?? 'OPERATION'}`;
    return new AwsError('InvalidAction', `The service ${service} speaks JSON: send the header ${header}.`);
  }
  if (service !== undefined) {
    return new AwsError('InvalidAction', `The service ${service} is not here. ${SERVICES_HERE}`);
  }
  if (action === undefined) {
    const what = 'The request must contain the parameter Action, or a header X-Amz-Target.';
    return new AwsError('MissingAction', `${what} ${SERVICES_HERE}`);
  }
  return new AwsError('InvalidAction', `No service here has the action ${action}. ${SERVICES_HERE}`);
}
