import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
  paginateGetParametersByPath,
} from '@aws-sdk/client-ssm';
import { type Endpoints, startEndpoints } from '../emulator/endpoints/index.ts';
import { localClient } from './local-client.ts';

let endpoints: Endpoints;
let ssm: SSMClient;
beforeAll(async () => {
  endpoints = await startEndpoints({ host: '127.0.0.1', port: 0, region: 'us-east-1' });
  ssm = new SSMClient(localClient(endpoints.url));
});
afterAll(async () => {
  ssm.destroy();
  await endpoints.close();
});

const put = (
  Name: string,
  Value: string,
  more: { Type?: 'SecureString' | 'String'; Overwrite?: boolean } = {},
) => ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
const get = (Name: string, WithDecryption?: boolean) =>
  ssm.send(new GetParameterCommand({ Name, WithDecryption }));

describe('SSM parameters, through the AWS SDK', () => {
  it('are put, got and overwritten', async () => {
    expect(await put('/put/endpoint', 'http://one/')).toMatchObject({ Version: 1, Tier: 'Standard' });
    await expect(put('/put/endpoint', 'http://two/')).rejects.toMatchObject({
      name: 'ParameterAlreadyExists',
    });
    expect(await put('/put/endpoint', 'http://two/', { Overwrite: true })).toMatchObject({ Version: 2 });
    const { Parameter } = await get('/put/endpoint');
    expect(Parameter).toMatchObject({
      Name: '/put/endpoint',
      Value: 'http://two/',
      Version: 2,
      Type: 'String',
      ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/put/endpoint',
    });
    expect(Math.abs((Parameter?.LastModifiedDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect((await get('/put/endpoint:1')).Parameter?.Value).toBe('http://one/');
  });

  it('that are secret show their value only with decryption', async () => {
    await put('/secret/key', 'hush-hush', { Type: 'SecureString' });
    expect((await get('/secret/key', true)).Parameter).toMatchObject({
      Type: 'SecureString',
      Value: 'hush-hush',
    });
    expect((await get('/secret/key')).Parameter?.Value).toMatch(/^AQICAH/);
    const { Parameters } = await ssm.send(new GetParametersCommand({ Names: ['/secret/key'] }));
    expect(Parameters?.[0]?.Value).toMatch(/^AQICAH/);
  });

  it('are got several at once, the missing ones named', async () => {
    await put('/several/a', 'A');
    await put('/several/b', 'B');
    const result = await ssm.send(
      new GetParametersCommand({ Names: ['/several/a', '/several/none', '/several/b:1', '/several/b:9'] }),
    );
    expect(result.Parameters?.map(({ Value }) => Value)).toEqual(['A', 'B']);
    expect(result.InvalidParameters).toEqual(['/several/none', '/several/b:9']);
  });

  it('are got by path, page by page', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `/path/p${String(index).padStart(2, '0')}`);
    for (const name of names) await put(name, 'v');
    await put('/path/deep/er', 'v');
    const found: (string | undefined)[] = [];
    for await (const { Parameters = [] } of paginateGetParametersByPath({ client: ssm }, { Path: '/path' })) {
      expect(Parameters.length).toBeLessThanOrEqual(10);
      found.push(...Parameters.map(({ Name }) => Name));
    }
    expect(found).toEqual(names);
    const { Parameters } = await ssm.send(
      new GetParametersByPathCommand({ Path: '/path/', Recursive: true, MaxResults: 1 }),
    );
    expect(Parameters?.[0]?.Name).toBe('/path/deep/er');
  });

  it('are deleted', async () => {
    await put('/delete/a', 'A');
    await put('/delete/b', 'B');
    await ssm.send(new DeleteParameterCommand({ Name: '/delete/a' }));
    await expect(ssm.send(new DeleteParameterCommand({ Name: '/delete/a' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    expect(await ssm.send(new DeleteParametersCommand({ Names: ['/delete/a', '/delete/b'] }))).toMatchObject({
      DeletedParameters: ['/delete/b'],
      InvalidParameters: ['/delete/a'],
    });
    await expect(get('/delete/b')).rejects.toMatchObject({
      name: 'ParameterNotFound',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('are deleted by name and not by ARN, as the API reference has it', async () => {
    await put('/delete/c', 'C');
    const { Parameter } = await get('/delete/c');
    await expect(ssm.send(new DeleteParameterCommand({ Name: Parameter?.ARN }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    expect((await get('/delete/c')).Parameter?.Value).toBe('C');
  });

  it('that are invalid are refused without showing the value', async () => {
    await expect(put('/too/long', `secret${'x'.repeat(4096)}`)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.not.stringContaining('secret'),
    });
    await expect(put('no slash', 'v')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(get('/put/endpoint:99')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
    await expect(
      ssm.send(new GetParametersCommand({ Names: Array.from({ length: 11 }, (_, index) => `n${index}`) })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('an unknown operation of SSM', () => {
  it('is answered in the shape of the JSON protocol', async () => {
    const answer = await fetch(endpoints.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSSM.Frobnicate', 'content-type': 'application/x-amz-json-1.1' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});
