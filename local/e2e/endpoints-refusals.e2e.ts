/** What the endpoints answer a bad caller: an error in the caller's own protocol, and they go on. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Endpoints, startEndpoints } from '../emulator/endpoints/index.ts';
import { localClient } from './local-client.ts';

let endpoints: Endpoints;
let reports: string[];
let sns: SNSClient;

beforeEach(async () => {
  reports = [];
  endpoints = await startEndpoints({
    ...{ host: '127.0.0.1', port: 0, region: 'us-east-1' },
    report: (message) => reports.push(message),
  });
  sns = new SNSClient(localClient(endpoints.url));
});
afterEach(async () => {
  sns.destroy();
  await endpoints.close();
});

async function isAlive(): Promise<boolean> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alive' }));
  return TopicArn !== undefined;
}

describe('a bad caller', () => {
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
