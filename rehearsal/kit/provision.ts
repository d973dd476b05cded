import { randomBytes } from 'node:crypto';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DEFAULT_ENVIRONMENT_NAME, RESOURCES } from '@interstella/infra/stages';
import { clientConfig, type AwsEndpoint } from './aws-endpoint.ts';

/** Whose account this machine stands for. */
export const ACCOUNT = '000000000000';

/**
 * Creates HQ's topics, which are there before any program of ours starts.
 *
 * @returns what, followed by `orders`, `iridium`, … is a topic's ARN
 */
export async function provision(endpoint: AwsEndpoint): Promise<string> {
  const sns = new SNSClient(clientConfig(endpoint));
  for (const name of ['orders', ...RESOURCES]) {
    await sns.send(
      new CreateTopicCommand({
        Name: `${DEFAULT_ENVIRONMENT_NAME}-${name}`,
        Attributes: { SignatureVersion: '2' },
      }),
    );
  }
  return `arn:aws:sns:${endpoint.region}:${ACCOUNT}:${DEFAULT_ENVIRONMENT_NAME}-`;
}

/** The participant's keys and endpoint, as they are in Parameter Store and injected into tasks. */
export interface Keys {
  readonly API_KEY: string;
  readonly API_ENDPOINT: string;
  readonly SERVICE_KEY: string;
}

/** Puts the workshop's parameters, the keys as SecureStrings, and makes the service key. */
export async function putKeys(endpoint: AwsEndpoint, apiKey: string, apiEndpoint: string): Promise<Keys> {
  const ssm = new SSMClient(clientConfig(endpoint));
  const serviceKey = randomBytes(32).toString('base64url');
  const put = (name: string, type: 'String' | 'SecureString', value: string) =>
    ssm.send(
      new PutParameterCommand({ Name: `/interstella/${name}`, Type: type, Value: value, Overwrite: true }),
    );
  await put('apiKey', 'SecureString', apiKey);
  await put('apiEndpoint', 'String', apiEndpoint);
  await put('serviceKey', 'SecureString', serviceKey);
  return { API_KEY: apiKey, API_ENDPOINT: apiEndpoint, SERVICE_KEY: serviceKey };
}
