import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

/**
 * Makes HQ's SQS client. People enter the URLs of dead-letter queues. So requests, which HQ's credentials sign, always go
 * to the region's SQS or the configured endpoint, whatever host a queue URL has.
 */
export function makeSqs(config: SQSClientConfig): SQSClient {
  return new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
}
