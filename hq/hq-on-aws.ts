import { SNSClient } from '@aws-sdk/client-sns';
import { awsDefaults } from './aws/defaults.ts';
import { Dynamo } from './aws/dynamo.ts';
import { makeSqs } from './aws/sqs.ts';
import { SnsTopics } from './generator/topics.ts';
import { type Hq, makeHq } from './hq.ts';
import type { Log } from './log.ts';
import { SqsDeadLetters } from './report/sqs-dead-letters.ts';
import { ledgerSettings, type Settings } from './settings.ts';

const CALL_LIMITS = { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true };

/** The AWS clients of one process. AWS_ENDPOINT_URL points them at an emulator. */
export function makeClients() {
  const options = { ...awsDefaults(), maxAttempts: 2, requestHandler: CALL_LIMITS };
  return {
    dynamo: new Dynamo(),
    sns: new SNSClient(options),
    sqs: makeSqs(options),
  };
}

/** @param kind a process batches claims; a function has one request at a time */
export function hqOnAws(
  settings: Settings,
  kind: 'process' | 'function',
  { dynamo, sns, sqs }: ReturnType<typeof makeClients>,
  log: Log,
): Hq {
  return makeHq({
    dynamo,
    tablePrefix: settings.TABLE_PREFIX,
    topics: new SnsTopics(sns, settings.TOPIC_ARN_PREFIX),
    deadLetters: new SqsDeadLetters(sqs, Date.now),
    resources: settings.RESOURCES,
    retryWindowMs: settings.RETRY_WINDOW_MS,
    ledger: ledgerSettings(settings, kind),
    now: Date.now,
    log,
  });
}
