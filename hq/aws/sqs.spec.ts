import { describe, expect, it } from '@jest/globals';
import { GetQueueAttributesCommand, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { makeSqs } from './sqs.ts';

const QUEUE_URL = 'https://sqs.evil.example/000000000000/team-7-redrive';

/** The hosts that a request for the queue is sent to. */
async function hostsAsked(config: SQSClientConfig): Promise<string[]> {
  const hosts: string[] = [];
  const sqs = makeSqs({
    ...{ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 },
    requestHandler: {
      handle: ({ hostname }: { hostname: string }) => {
        hosts.push(hostname);
        return Promise.reject(new Error('no network'));
      },
    },
    ...config,
  });
  await sqs.send(new GetQueueAttributesCommand({ QueueUrl: QUEUE_URL })).catch(() => undefined);
  return hosts;
}

describe('the SQS client', () => {
  it('asks SQS of its region, whatever host a queue URL names', async () => {
    expect(await hostsAsked({})).toEqual(['sqs.eu-west-1.amazonaws.com']);
  });

  it('asks the configured endpoint', async () => {
    expect(await hostsAsked({ endpoint: 'http://localhost:4566' })).toEqual(['localhost']);
  });
});
