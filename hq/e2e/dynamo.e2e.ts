import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Dynamo, DynamoError } from '../aws/dynamo.ts';
import { withDeadline } from '../deadline.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

const fine: Answer = { status: 200, body: '{"Item":{"name":{"S":"ada"}}}' };
const refusal = (name: string, status = 400): Answer => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'No.' }),
});

const SIGNED_TOO_EARLY = JSON.stringify({
  __type: 'com.amazon.coral.service#InvalidSignatureException',
  message: 'Signature expired: 20261129T120000Z is now earlier than 20261129T123000Z.',
});
const KEY = { TableName: 'participants', Key: { name: { S: 'ada' } } };

describe('a call of DynamoDB', () => {
  /** What is answered next: `lost` closes the connection instead. Then nothing is answered any more. */
  let answers: (Answer | 'lost')[];
  let asked: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  let dynamo: Dynamo;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ headers: request.headers, body });
      const answer = answers.shift();
      if (answer === 'lost') request.socket.destroy();
      else if (answer) response.writeHead(answer.status).end(answer.body);
    });
  });

  beforeEach(async () => {
    [answers, asked] = [[], []];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    dynamo = new Dynamo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    dynamo.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is signed, and names its operation', async () => {
    answers = [fine];
    expect(await dynamo.call('GetItem', KEY)).toEqual({ Item: { name: { S: 'ada' } } });
    expect(asked).toMatchObject([
      {
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=\w+\/\d{8}\/us-east-1\/dynamodb\/aws4_request, SignedHeaders=.*, Signature=[0-9a-f]{64}$/,
          ),
        },
        body: JSON.stringify(KEY),
      },
    ]);
  });

  it.each<[string, Answer | 'lost']>([
    ['where DynamoDB throttles', refusal('ProvisionedThroughputExceededException')],
    ['where DynamoDB fails', refusal('InternalServerError', 500)],
    ['where something else answers', { status: 503, body: '<html>' }],
    ['where the connection is lost', 'lost'],
    ['where it was signed too long ago', { status: 400, body: SIGNED_TOO_EARLY }],
  ])('is repeated %s', async (_where, failure) => {
    answers = [failure, failure, fine];
    expect(await dynamo.call('GetItem', KEY)).toMatchObject({ Item: {} });
    expect(asked).toHaveLength(3);
  });

  it('fails after the third failure, and says which', async () => {
    answers = Array.from({ length: 4 }, () => refusal('ThrottlingException'));
    const failed = expect(dynamo.call('GetItem', KEY)).rejects;
    const message = 'DynamoDB refused GetItem: No.';
    await failed.toMatchObject({ name: 'ThrottlingException', status: 400, message });
    expect(asked).toHaveLength(3);
  });

  it('is not retried if its condition does not hold', async () => {
    answers = [refusal('ConditionalCheckFailedException'), fine];
    const failed = dynamo.call('UpdateItem', KEY);
    await expect(failed).rejects.toBeInstanceOf(DynamoError);
    await expect(failed).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(asked).toHaveLength(1);
  });

  it('ends by the deadline of its request if DynamoDB does not answer', async () => {
    const hanging = withDeadline(100, () => dynamo.call('GetItem', KEY));
    await expect(hanging).rejects.toThrow(/GetItem/);
    const late = withDeadline(0, () => dynamo.call('GetItem', KEY));
    await expect(late).rejects.toThrow("The request's time was over before DynamoDB's GetItem was sent.");
    expect(asked).toHaveLength(1);
  });

  it('has the session token of temporary credentials in its signature', async () => {
    const temporary = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' };
    dynamo.sdk.config.credentials = () => Promise.resolve(temporary);
    answers = [fine];
    await dynamo.call('GetItem', KEY);
    expect(asked[0]?.headers['x-amz-security-token']).toBe('c');
    expect(asked[0]?.headers.authorization).toMatch(/SignedHeaders=[^,]*;x-amz-security-token;/);
  });

  it('looks for its region again after a failure', async () => {
    const { region } = dynamo.sdk.config;
    dynamo.sdk.config.region = () => Promise.reject(new Error('No region.'));
    await expect(dynamo.call('GetItem', KEY)).rejects.toThrow('No region.');
    dynamo.sdk.config.region = region;
    answers = [fine];
    expect(await dynamo.call('GetItem', KEY)).toMatchObject({ Item: {} });
  });

  it('stops retrying while most attempts fail', async () => {
    answers = Array.from({ length: 400 }, () => 'lost' as const);
    await Promise.allSettled(Array.from({ length: 100 }, () => dynamo.call('GetItem', KEY)));
    expect(asked.length).toBeLessThan(200);
  });
});
