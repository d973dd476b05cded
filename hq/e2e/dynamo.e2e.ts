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

const KEY = { TableName: 'participants', Key: { name: { S: 'ada' } } };

describe('a call of DynamoDB', () => {
  /** What is answered next; then nothing is answered any more. */
  let answers: Answer[];
  let asked: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  let dynamo: Dynamo;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ headers: request.headers, body });
      const answer = answers.shift();
      if (answer) response.writeHead(answer.status).end(answer.body);
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

  it.each([
    ['what is throttled', refusal('ThrottlingException')],
    ['what had too much to do', refusal('ProvisionedThroughputExceededException')],
    ['a failure of DynamoDB', refusal('InternalServerError', 500)],
    ['an answer that is not of DynamoDB', { status: 503, body: '<html>' }],
  ])('is tried again after %s', async (_what, failure) => {
    answers = [failure, failure, fine];
    expect(await dynamo.call('GetItem', KEY)).toMatchObject({ Item: {} });
    expect(asked).toHaveLength(3);
  });

  it('fails after the third failure, and says which', async () => {
    answers = Array.from({ length: 4 }, () => refusal('ThrottlingException'));
    const failed = expect(dynamo.call('GetItem', KEY)).rejects;
    await failed.toMatchObject({ name: 'ThrottlingException', status: 400, message: 'GetItem: No.' });
    expect(asked).toHaveLength(3);
  });

  it('is not tried again where its condition does not hold', async () => {
    answers = [refusal('ConditionalCheckFailedException'), fine];
    const failed = dynamo.call('UpdateItem', KEY);
    await expect(failed).rejects.toBeInstanceOf(DynamoError);
    await expect(failed).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(asked).toHaveLength(1);
  });

  it('ends with the time of its request, also where DynamoDB does not answer', async () => {
    const hanging = withDeadline(100, () => dynamo.call('GetItem', KEY));
    await expect(hanging).rejects.toThrow(/GetItem/);
    const late = withDeadline(0, () => dynamo.call('GetItem', KEY));
    await expect(late).rejects.toThrow('The time for GetItem of DynamoDB is over.');
    expect(asked).toHaveLength(1);
  });

  it('is tried again on another connection where DynamoDB closes the first', async () => {
    answers = [fine, fine];
    await dynamo.call('GetItem', KEY);
    server.closeAllConnections();
    expect(await dynamo.call('GetItem', KEY)).toMatchObject({ Item: {} });
  });
});
