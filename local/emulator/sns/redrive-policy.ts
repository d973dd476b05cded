import * as v from 'valibot';
import { type Queues } from '../sqs/queues.ts';
import { invalidParameter } from './read-parameters.ts';

const RedrivePolicy = v.strictObject({
  deadLetterTargetArn: v.pipe(v.string(), v.startsWith('arn:aws:sqs:')),
});

/**
 * Reads `{"deadLetterTargetArn": "arn:aws:sqs:…"}`. The queue must be there: real SNS finds out only when it loses the
 * first message.
 *
 * @returns the queue's ARN
 * @throws AwsError InvalidParameter
 */
export function parseRedrivePolicy(json: string, queues: Queues): string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalidParameter('RedrivePolicy: failed to parse JSON.');
  }
  const policy = v.safeParse(RedrivePolicy, value);
  if (!policy.success) {
    throw invalidParameter(
      'RedrivePolicy: must be {"deadLetterTargetArn": "arn:aws:sqs:…"} and nothing else.',
    );
  }
  const { deadLetterTargetArn } = policy.output;
  if (queues.byArn(deadLetterTargetArn) === undefined) {
    throw invalidParameter(`RedrivePolicy: there is no queue ${deadLetterTargetArn}; create it first.`);
  }
  return deadLetterTargetArn;
}
