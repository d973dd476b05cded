import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

/**
 * The SQS client of everything in HQ. The URLs of dead-letter queues are told by people: requests, signed with HQ's
 * credentials, go to SQS of the region or to the configured endpoint, and never to the host that such a URL names.
 */
export function makeSqs(config: SQSClientConfig): SQSClient {
  return new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
}
