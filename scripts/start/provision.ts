import { randomBytes } from 'node:crypto';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DEFAULT_ENVIRONMENT_NAME, RESOURCES } from '@interstella/infra/stages';
import { clientConfig, type AwsEndpoint } from './aws-endpoint.ts';

const ACCOUNT = '000000000000';
const FOURTEEN_DAYS_S = 14 * 24 * 3_600;

/** What HQ and the participant find in their (local) AWS accounts before any program of ours starts. */
export interface Provisioned {
  /** Followed by `orders`, `iridium`, … it is a topic's ARN. */
  readonly topicArnPrefix: string;
  /** Where deliveries of the orders topic go that nobody took. */
  readonly redriveQueue: { readonly arn: string; readonly url: string };
}

/** Creates HQ's topics and the redrive queue. */
export async function provision(endpoint: AwsEndpoint): Promise<Provisioned> {
  const sns = new SNSClient(clientConfig(endpoint));
  const sqs = new SQSClient(clientConfig(endpoint));
  for (const name of ['orders', ...RESOURCES]) {
    await sns.send(
      new CreateTopicCommand({
        Name: `${DEFAULT_ENVIRONMENT_NAME}-${name}`,
        Attributes: { SignatureVersion: '2' },
      }),
    );
  }
  const name = `${DEFAULT_ENVIRONMENT_NAME}-orders-redrive`;
  const { QueueUrl: url = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { MessageRetentionPeriod: String(FOURTEEN_DAYS_S) },
    }),
  );
  return {
    topicArnPrefix: `arn:aws:sns:${endpoint.region}:${ACCOUNT}:${DEFAULT_ENVIRONMENT_NAME}-`,
    redriveQueue: { arn: `arn:aws:sqs:${endpoint.region}:${ACCOUNT}:${name}`, url },
  };
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
