import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

/** What the platform asks of AWS, by the clients of the SDK: endpoint, region and credentials are of the environment. */
export interface Aws {
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
}

/** None of these calls leaves the machine; the endpoints may be busy, though. */
const CALLS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

export function makeAws(): Aws {
  return { sns: new SNSClient(CALLS), sqs: new SQSClient(CALLS), ssm: new SSMClient(CALLS) };
}
