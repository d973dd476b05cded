/** What the endpoints owe beyond AWS's contracts: they bear bad callers and bad subscribers, and stop at once. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  paginateListTopics,
} from '@aws-sdk/client-sns';
import { call, waitFor } from '@interstella/libs/testing';
import { type Endpoints, type EndpointsOptions, startEndpoints } from '../emulator/endpoints/index.ts';
import { localClient } from './local-client.ts';
import { Receiver } from './receiver.ts';

let endpoints: Endpoints;
let reports: string[];
let sns: SNSClient;
let receiver: Receiver;

async function start(options: Partial<EndpointsOptions> = {}): Promise<void> {
  endpoints = await startEndpoints({
    host: '127.0.0.1',
    port: 0,
    region: 'us-east-1',
    report: (message) => reports.push(message),
    ...options,
  });
  sns = new SNSClient(localClient(endpoints.url));
}

beforeEach(async () => {
  reports = [];
  receiver = await Receiver.start();
});
afterEach(async () => {
  sns.destroy();
  await receiver.stop();
  await endpoints.close();
});

async function subscribe(path: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'orders' }));
  const Endpoint = receiver.url(path);
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint, Attributes }));
  const [{ envelope }] = await receiver.arrived(path, 'SubscriptionConfirmation');
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: envelope.Token }));
  return TopicArn;
}

async function isAlive(): Promise<boolean> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alive' }));
  return TopicArn !== undefined;
}

describe('a bad subscriber', () => {
  it('that never answers holds up nobody else, and has no more than 64 attempts at once', async () => {
    await start();
    const TopicArn = await subscribe('/silent/');
    await subscribe('/quick/');
    receiver.answer('/silent/', () => 'nothing');
    for (let sent = 0; sent < 100; sent += 1) await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await receiver.arrived('/silent/', 'Notification', 64);
    await receiver.arrived('/quick/', 'Notification', 100);
    expect(receiver.on('/silent/', 'Notification')).toHaveLength(64);
  });

  it('that never answers has its attempts ended, one after the other', async () => {
    await start({ attemptTimeoutMs: 300 });
    const retries = { minDelayTarget: 0.01, maxDelayTarget: 0.01, numRetries: 1 };
    const policy = { DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: retries }) };
    const TopicArn = await subscribe('/silent/', policy);
    receiver.answer('/silent/', () => 'nothing');
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    const lost = await waitFor('the attempts to end', () => reports[0]);
    expect(lost).toContain('Timeout: No complete answer within 300 ms');
    expect(receiver.on('/silent/', 'Notification')).toHaveLength(2);
  });

  it('is given up while a retry is to come, and close does not wait for it', async () => {
    await start();
    const TopicArn = await subscribe('/failing/');
    receiver.answer('/failing/', () => 500);
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await receiver.arrived('/failing/', 'Notification');
    const before = performance.now();
    await endpoints.close();
    expect(performance.now() - before).toBeLessThan(5000);
    await start();
  });

  it('that does not answer is cut off by close', async () => {
    await start();
    const TopicArn = await subscribe('/silent/');
    receiver.answer('/silent/', () => 'nothing');
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await receiver.arrived('/silent/', 'Notification');
    const before = performance.now();
    await endpoints.close();
    expect(performance.now() - before).toBeLessThan(5000);
    expect(reports).toEqual([]);
    await start();
  });

  it('is waited for as long as its policy says, in fractions of a second too', async () => {
    await start();
    const policy = { minDelayTarget: 0.2, maxDelayTarget: 0.2, numRetries: 2 };
    const TopicArn = await subscribe('/later/', {
      DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: policy }),
    });
    const arrivals: number[] = [];
    receiver.answer('/later/', () => {
      arrivals.push(performance.now());
      return 500;
    });
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await receiver.arrived('/later/', 'Notification', 3);
    const [first = 0, second = 0, third = 0] = arrivals;
    expect(second - first).toBeGreaterThan(190);
    expect(third - second).toBeGreaterThan(190);
  });
});

describe('a bad caller', () => {
  beforeEach(() => start());

  it('gets 413 for a body larger than any message can be, in the shape of either protocol', async () => {
    const body = `Action=Publish&Message=${'x'.repeat(7 * 1024 * 1024)}`;
    const query = await fetch(endpoints.url, { method: 'POST', body });
    expect(query.status).toBe(413);
    expect(await query.text()).toContain('<Code>RequestEntityTooLarge</Code>');
    const headers = { 'x-amz-target': 'AmazonSSM.PutParameter' };
    const json = await fetch(endpoints.url, { method: 'POST', body, headers });
    expect(json.status).toBe(413);
    expect(await json.json()).toMatchObject({ __type: 'RequestEntityTooLarge' });
  });

  it('who hangs up in mid-body is forgotten', async () => {
    for (const target of [
      '',
      'X-Amz-Target: AmazonSSM.PutParameter\r\n',
      'X-Amz-Target: DynamoDB_20120810.PutItem\r\n',
    ]) {
      const socket = connect(endpoints.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\n${target}Content-Length: 100\r\n\r\nAction=`);
      socket.resetAndDestroy();
    }
    expect(await isAlive()).toBe(true);
    expect(reports).toEqual([]);
  });

  it.each([
    ['AmazonSSM.PutParameter', '{', 'SerializationException'],
    ['AmazonSSM.PutParameter', 'null', 'SerializationException'],
    ['AmazonSSM.PutParameter', '[]', 'SerializationException'],
    ['AmazonSSM.PutParameter', '{"Name":{},"Value":1}', 'ValidationException'],
    ['AmazonSSM.constructor', '{}', 'UnknownOperationException'],
    ['AmazonSSM', '{}', 'UnknownOperationException'],
    ['AmazonSSM.PutParameter', '{"Name":"/a","Value":"v","Type":"String","Tags":[]}', 'ValidationException'],
    ['AmazonSQS.CreateQueue', '{"QueueName":"q","tags":{"a":"b"}}', 'InvalidParameterValue'],
    ['AmazonSQS.SendMessage', '{"QueueUrl":"x","MessageBody":"m"}', 'InvalidAddress'],
    ['AmazonSQS.CreateQueue', '{"QueueName":"q","Attributes":{"Colour":"red"}}', 'InvalidAttributeName'],
    ['Nobody.Knows', '{}', 'UnknownOperationException'],
    ['DynamoDB_20120810.PutItem', '{', 'SerializationException'],
    ['DynamoDB_20120810.PutItem', 'null', 'SerializationException'],
    ['DynamoDB_20120810.GetItem', '{"TableName":"none","Key":{"a":null}}', 'SerializationException'],
    ['DynamoDB_20120810.PutItem', '{"TableName":"none","Item":{"a":null}}', 'SerializationException'],
    [
      'DynamoDB_20120810.PutItem',
      '{"TableName":"none","Item":{"a":{"SS":[null]}}}',
      'SerializationException',
    ],
    ['DynamoDB_20120810.BatchWriteItem', '{"RequestItems":{"none":[null]}}', 'SerializationException'],
    ['DynamoDB_20120810.BatchGetItem', '{"RequestItems":{"none":null}}', 'SerializationException'],
    ['DynamoDB_20120810.Nope', '{}', 'UnknownOperationException'],
    ['DynamoDB_20120810.Query', '{"TableName":"none","KeyConditionExpression":"((("}', 'ValidationException'],
  ])('who calls %s with %s gets 400 and %s', async (target, body, code) => {
    const answer = await fetch(endpoints.url, {
      method: 'POST',
      headers: {
        'x-amz-target': target,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20261120T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20261120/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
      },
      body,
    });
    const { __type: type } = (await answer.json()) as { readonly __type: string };
    expect({ status: answer.status, code: type.split('#').at(-1) }).toEqual({ status: 400, code });
    expect(reports).toEqual([]);
    expect(await isAlive()).toBe(true);
  });

  it.each([
    ['Action=GetCallerIdentity&Version=2011-06-15', 'InvalidAction', 'The service sts is not here'],
    ['Action=Frobnicate', 'InvalidAction', 'No service here has the action Frobnicate'],
    ['Action=ListQueues&Colour=red', 'InvalidParameterValue', 'Colour'],
    ['Action=GetQueueUrl&QueueName=none', 'AWS.SimpleQueueService.NonExistentQueue', 'does not exist'],
    ['{}', 'MissingAction', 'X-Amz-Target'],
  ])('who posts the form %s gets %s', async (form, code, message) => {
    const answer = await fetch(endpoints.url, { method: 'POST', body: form });
    expect(answer.status).toBe(400);
    const xml = await answer.text();
    expect(xml).toContain(`<Code>${code}</Code>`);
    expect(xml).toContain(message);
  });

  it('who names a JSON service that is not here is told which ones are', async () => {
    const headers = { 'x-amz-target': 'Logs_20140328.PutLogEvents' };
    const answer = await fetch(endpoints.url, { method: 'POST', headers, body: '{}' });
    expect(await answer.json()).toEqual({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('the service Logs_20140328, which is not here. Here are SNS'),
    });
  });

  it.each(['/', '/?Action', '/?Action=constructor', '//', '/%', '/SimpleNotificationService-0.pem'])(
    'who gets %s gets an error of the Query protocol',
    async (path) => {
      const answer = await fetch(endpoints.url + path);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('<ErrorResponse');
    },
  );
});

describe('the endpoints', () => {
  it('list more topics than a page holds', async () => {
    await start();
    const names = Array.from({ length: 101 }, (_, index) => `topic-${index}`);
    for (const Name of names) await sns.send(new CreateTopicCommand({ Name }));
    const pages: number[] = [];
    for await (const { Topics } of paginateListTopics({ client: sns }, {})) pages.push(Topics?.length ?? 0);
    expect(pages).toEqual([100, 1]);
  });

  it.each(['sns.localhost', '[::1]'])('answer by the name %s', async (host) => {
    await start();
    const headers = { Host: `${host}:${endpoints.port}` };
    expect((await call(endpoints.url, '/?Action=ListTopics', { method: 'GET', headers })).status).toBe(200);
  });

  it('name the host of the certificate that they are told to, and serve it themselves', async () => {
    await start({ certificateHost: 'sns.us-east-1.amazonaws.com' });
    await subscribe('/foreign/');
    const [delivery] = receiver.on('/foreign/', 'SubscriptionConfirmation');
    const { SigningCertURL = '' } = delivery?.envelope ?? {};
    expect(SigningCertURL).toMatch(
      /^https:\/\/sns\.us-east-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
    );
    const answer = await fetch(endpoints.url + new URL(SigningCertURL).pathname);
    expect(await answer.text()).toBe(endpoints.certificate);
  });

  it('say which port is taken', async () => {
    await start();
    await expect(
      startEndpoints({ host: '127.0.0.1', port: endpoints.port, region: 'us-east-1' }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([
    ['a web page', { Origin: 'https://evil.example' }],
    ['a picture in a web page', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a page whose name was made to mean this machine', { Host: 'rebound.evil.example' }],
  ])('refuse %s, which any site can have the browser send', async (_who, headers) => {
    await start();
    const target = {
      'X-Amz-Target': 'AmazonSSM.GetParametersByPath',
      'Content-Type': 'application/x-amz-json-1.1',
    };
    const read = await call(endpoints.url, '/', { headers: { ...target, ...headers }, body: '{"Path":"/"}' });
    expect(read.status).toBe(403);
    expect(read.body).toContain('"__type":"AccessDenied"');
    const create = await call(endpoints.url, '/?Action=CreateTopic&Name=foreign', { method: 'GET', headers });
    expect(create.status).toBe(403);
    expect(create.body).toContain('<Code>AccessDenied</Code>');
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([]);
  });
});
