import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, expect, it } from '@jest/globals';
import { clientConfig } from './aws-endpoint.ts';

const environment = { ...process.env };
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.end('{"Parameter":{"Value":"here"}}');
});

afterEach(() => {
  process.env = { ...environment };
  server.close();
});

it('asks this machine, whatever the person has set for AWS', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_DEFAULTS_MODE: 'fast',
    AWS_RETRY_MODE: 'eager',
    AWS_MAX_ATTEMPTS: 'many',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_PROFILE: 'nobody',
  });
  const ssm = new SSMClient(clientConfig({ url: `http://127.0.0.1:${port}`, region: 'us-east-1' }));
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/interstella/apiKey' }));
  expect(Parameter?.Value).toBe('here');
  ssm.destroy();
});
