import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { deadline } from '../deadline.ts';
import { awsDefaults } from './defaults.ts';

/** More than the generator uses at once, so that claims never wait behind it. */
const CONNECTIONS = 128;

/**
 * The DynamoDB client of everything in HQ. An attempt that hangs is given up after 1.5 s and repeated twice: all writes
 * here may be repeated. Nothing outlasts the deadline of its request. Honours AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL.
 */
export function makeDynamo(endpoint?: string): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...awsDefaults(process.env, endpoint),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 1_500,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: CONNECTIONS },
      httpsAgent: { maxSockets: CONNECTIONS },
    },
  });
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request, options) => {
    const abortSignal = deadline();
    return handle(request, { ...(abortSignal && { abortSignal }), ...options });
  };
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
