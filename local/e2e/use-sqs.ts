import { afterAll, beforeAll } from '@jest/globals';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Endpoints, startEndpoints } from '../emulator/endpoints/index.ts';
import { localClient } from './local-client.ts';

/** Endpoints for the tests of a file, with a client of their SQS. */
export function useSqs() {
  let endpoints: Endpoints;
  let sqs: SQSClient;
  beforeAll(async () => {
    endpoints = await startEndpoints({ host: '127.0.0.1', port: 0, region: 'us-east-1' });
    sqs = new SQSClient(localClient(endpoints.url));
  });
  afterAll(async () => {
    sqs.destroy();
    await endpoints.close();
  });
  return {
    get url(): string {
      return endpoints.url;
    },
    get client(): SQSClient {
      return sqs;
    },
  };
}
