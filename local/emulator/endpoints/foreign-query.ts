import { type IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';
import { type QueryParameters } from './query-parameters.ts';

/** Services that a request may mean without a signature that names them, by the version of their Query API. */
const BY_VERSION = new Map([
  ['2012-11-05', 'sqs'],
  ['2011-06-15', 'sts'],
]);
const SIGNED_FOR = /Credential=[^,]*\/([a-z0-9-]+)\/aws4_request/;

/** A Query request for another service than SNS, as its signature or its version says; undefined for all others. */
export function foreignQuery(
  { headers }: Pick<IncomingMessage, 'headers'>,
  parameters: QueryParameters,
): { readonly namespace: string; readonly error: AwsError } | undefined {
  const service =
    BY_VERSION.get(parameters.get('Version') ?? '') ?? SIGNED_FOR.exec(headers.authorization ?? '')?.[1];
  if (service === undefined || service === 'sns') return undefined;
  return {
    namespace: `https://${service}.amazonaws.com/doc/`,
    error: new AwsError('InvalidAction', reason(service, parameters.get('Action') ?? '')),
  };
}

function reason(service: string, action: string): string {
  return service === 'sqs'
    ? `SQS speaks only its JSON protocol here: send JSON and the header X-Amz-Target: AmazonSQS.${action}.`
    : `The Query service ${service} is not here; the services here are SNS, SQS, SSM and DynamoDB.`;
}
