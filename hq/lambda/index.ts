/**
 * Interstella HQ on AWS Lambda: `api` answers an HTTP API, `tick` and `close` run once a minute. Beside HQ's own settings they read
 * HQ_ADMIN_KEY_PARAMETER, the SSM parameter that has the admin key, and ORDERS_PER_MINUTE.
 */
import { createLog } from '@interstella/libs/logging';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { awsDefaults } from '../aws/defaults.ts';
import { makeDynamo } from '../aws/dynamo.ts';
import { makeSqs } from '../aws/sqs.ts';
import { SnsTopics } from '../generator/topics.ts';
import { type Hq, makeHq } from '../hq.ts';
import { SqsDeadLetters } from '../report/sqs-dead-letters.ts';
import { ledgerSettings, readSettings } from '../settings.ts';
import { AdminKey } from './admin-key.ts';
import { makeApi } from './make-api.ts';
import { makeClose } from './make-close.ts';
import { makeTick } from './make-tick.ts';
import { metricLine } from './tick-metrics.ts';

const client = {
  ...awsDefaults(),
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};
const settings = readSettings(process.env);
const ordersPerMinute = Number(process.env.ORDERS_PER_MINUTE ?? 0);
const dynamo = makeDynamo();
const topics = new SnsTopics(new SNSClient(client), settings.TOPIC_ARN_PREFIX);
const deadLetters = new SqsDeadLetters(makeSqs(client), Date.now);
const adminKey = new AdminKey(new SSMClient(client), process.env.HQ_ADMIN_KEY_PARAMETER ?? '', Date.now);
// Lambda freezes the process as soon as it has answered, so a line must be written when it is said.
const log = createLog('hq', settings.LOG_FORMAT, {
  write: (line) => process.stdout.write(line),
  flush: () => Promise.resolve(),
});

function startHq(): Hq {
  return makeHq({
    dynamo,
    tablePrefix: settings.TABLE_PREFIX,
    topics,
    deadLetters,
    resources: settings.RESOURCES,
    retryWindowMs: settings.RETRY_WINDOW_MS,
    ledger: ledgerSettings(settings, 'function'),
    adminKey: undefined,
    now: Date.now,
    log,
  });
}

export const api = makeApi({ hq: startHq(), adminKey, ordersPerMinute });
export const close = makeClose(startHq());
export const tick = makeTick(startHq, ordersPerMinute, (metrics) => {
  const { AWS_LAMBDA_FUNCTION_NAME: functionName = 'hq' } = process.env;
  process.stdout.write(`${metricLine(metrics, functionName, Date.now())}\n`);
});
