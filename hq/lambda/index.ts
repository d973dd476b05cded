/**
 * Interstella HQ on AWS Lambda. `api` answers an HTTP API; `tick` and `close` run once a minute. They read HQ's own
 * settings, HQ_ADMIN_KEY_PARAMETER (the SSM parameter with the admin key) and ORDERS_PER_MINUTE.
 */
import { createLog } from '@interstella/libs/logging';
import { SSMClient } from '@aws-sdk/client-ssm';
import { awsDefaults } from '../aws/defaults.ts';
import { hqOnAws, makeClients } from '../hq-on-aws.ts';
import { readSettings } from '../settings.ts';
import { makeApi } from './make-api.ts';
import { makeClose } from './make-close.ts';
import { makeTick } from './make-tick.ts';
import { SsmAdminKey } from './ssm-admin-key.ts';
import { metricLine } from './tick-metrics.ts';

const settings = readSettings(process.env);
const ordersPerMinute = Number(process.env.ORDERS_PER_MINUTE ?? 0);
const clients = makeClients();
const ssm = new SSMClient({
  ...awsDefaults(),
  // Shorter than HQ's limit for a request.
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
});
const adminKey = new SsmAdminKey(ssm, process.env.HQ_ADMIN_KEY_PARAMETER ?? '', Date.now);
// Lambda freezes the process once it has answered, so each line is written at once.
const log = createLog('hq', settings.LOG_FORMAT, {
  write: (line) => process.stdout.write(line),
  flush: () => Promise.resolve(),
});
const startHq = () => hqOnAws(settings, 'function', clients, log);

export const api = makeApi(startHq(), adminKey, ordersPerMinute, log);
export const close = makeClose(startHq());
export const tick = makeTick(startHq, ordersPerMinute, (metrics) => {
  const { AWS_LAMBDA_FUNCTION_NAME: functionName = 'hq' } = process.env;
  process.stdout.write(`${metricLine(metrics, functionName, Date.now())}\n`);
});
