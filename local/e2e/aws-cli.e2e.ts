import { execFile, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Endpoints, startEndpoints } from '../emulator/endpoints/index.ts';
import { Receiver } from './receiver.ts';

const onThePath = spawnSync('aws', ['--version']).status === 0;
if (!onThePath) process.stderr.write('The AWS CLI is not on the PATH: its tests are skipped.\n');

(onThePath ? describe : describe.skip)('the AWS CLI', () => {
  let endpoints: Endpoints;
  let receiver: Receiver;

  beforeAll(async () => {
    endpoints = await startEndpoints({ host: '127.0.0.1', port: 0, region: 'us-east-1' });
    receiver = await Receiver.start();
  });
  afterAll(async () => {
    await receiver.stop();
    await endpoints.close();
  });

  /** Runs `aws …` and gives its output, parsed. */
  function aws(...args: string[]): Promise<Record<string, unknown>> {
    const env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoints.url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_MAX_ATTEMPTS: '1',
    };
    return new Promise((resolve, reject) => {
      execFile('aws', [...args, '--output', 'json'], { env }, (error, stdout, stderr) => {
        if (error) reject(new Error(`aws ${args.join(' ')}: ${stderr}`));
        else resolve(stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>));
      });
    });
  }

  it('subscribes, confirms and publishes with a subject', async () => {
    const { TopicArn } = (await aws('sns', 'create-topic', '--name', 'orders')) as { TopicArn: string };
    const url = receiver.url('/order/');
    const topic = ['--topic-arn', TopicArn];
    await aws('sns', 'subscribe', ...topic, '--protocol', 'http', '--notification-endpoint', url);
    const [{ envelope }] = await receiver.arrived('/order/', 'SubscriptionConfirmation');
    await aws('sns', 'confirm-subscription', ...topic, '--token', envelope.Token ?? '');
    const { MessageId } = await aws(
      ...['sns', 'publish', ...topic, '--message', '{"bundle": 1}', '--subject', 'order-1'],
    );
    const [notification] = await receiver.arrived('/order/', 'Notification');
    expect(notification.envelope).toMatchObject({
      MessageId,
      Message: '{"bundle": 1}',
      Subject: 'order-1',
    });
    expect(await aws('sns', 'list-subscriptions-by-topic', ...topic)).toMatchObject({
      Subscriptions: [{ Protocol: 'http', Endpoint: url }],
    });
    await expect(aws('sns', 'publish', ...topic, '--message', 'm', '--subject', 'a\nb')).rejects.toThrow(
      'An error occurred (InvalidParameter) when calling the Publish operation: Invalid parameter: Subject',
    );
  });

  it('keeps a secret parameter', async () => {
    const name = ['--name', '/interstella/apiKey'];
    await aws('ssm', 'put-parameter', ...name, '--value', 'hush', '--type', 'SecureString');
    const { Parameter } = await aws('ssm', 'get-parameter', ...name, '--with-decryption');
    expect(Parameter).toMatchObject({ Value: 'hush', Type: 'SecureString', Version: 1 });
    await expect(aws('ssm', 'get-parameter', '--name', '/interstella/none')).rejects.toThrow(
      '(ParameterNotFound)',
    );
  });

  it('sends to a queue and receives from it', async () => {
    // For SQS, and only there, version 1 of the CLI heeds the option and not AWS_ENDPOINT_URL.
    const sqs = (...args: string[]) => aws('sqs', ...args, '--endpoint-url', endpoints.url);
    const { QueueUrl } = (await sqs('create-queue', '--queue-name', 'letters')) as { QueueUrl: string };
    await sqs('send-message', '--queue-url', QueueUrl, '--message-body', 'm');
    expect(await sqs('receive-message', '--queue-url', QueueUrl)).toMatchObject({
      Messages: [{ Body: 'm' }],
    });
    await expect(sqs('get-queue-url', '--queue-name', 'none')).rejects.toThrow(
      '(AWS.SimpleQueueService.NonExistentQueue)',
    );
  });

  it('makes a table', async () => {
    await aws(
      ...['dynamodb', 'create-table', '--table-name', 'orders', '--billing-mode', 'PAY_PER_REQUEST'],
      ...['--attribute-definitions', 'AttributeName=id,AttributeType=S'],
      ...['--key-schema', 'AttributeName=id,KeyType=HASH'],
    );
    expect(await aws('dynamodb', 'list-tables')).toMatchObject({ TableNames: ['orders'] });
  });
});
