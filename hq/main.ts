/** Interstella HQ as a program. Its settings are environment variables; the README lists them. */
import { SNSClient } from '@aws-sdk/client-sns';
import { createLog, type Log } from '@interstella/libs/logging';
import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { awsDefaults } from './aws/defaults.ts';
import { makeDynamo } from './aws/dynamo.ts';
import { makeSqs } from './aws/sqs.ts';
import { ensureTables, tableNames } from './aws/tables.ts';
import { SnsTopics } from './generator/topics.ts';
import { makeHq } from './hq.ts';
import { makeServer } from './http/server.ts';
import { messageOf } from './log.ts';
import { SqsDeadLetters } from './report/sqs-dead-letters.ts';
import { ledgerSettings, readSettings, type Settings } from './settings.ts';

/** So often what is due is closed. */
const CLOSING_EVERY_MS = 1_000;

/** Addresses that only this machine reaches. */
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

const STOP_LIMIT_MS = 15_000;
const CALL_LIMITS = { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true };

async function run(settings: Settings, log: Log): Promise<void> {
  const dynamo = makeDynamo();
  const sns = new SNSClient({ ...awsDefaults(), maxAttempts: 2, requestHandler: CALL_LIMITS });
  const sqs = makeSqs({ ...awsDefaults(), maxAttempts: 2, requestHandler: CALL_LIMITS });
  const now = Date.now;
  const hq = makeHq({
    dynamo,
    tablePrefix: settings.TABLE_PREFIX,
    topics: new SnsTopics(sns, settings.TOPIC_ARN_PREFIX),
    deadLetters: new SqsDeadLetters(sqs, now),
    resources: settings.RESOURCES,
    retryWindowMs: settings.RETRY_WINDOW_MS,
    ledger: ledgerSettings(settings, 'process'),
    adminKey: settings.HQ_ADMIN_KEY,
    now,
    log,
  });
  const names = tableNames(settings.TABLE_PREFIX);
  await ensureTables(dynamo, names, settings.KEEP_DAYS > 0).catch((error: unknown) => {
    throw new Error(
      `Interstella HQ cannot use its tables ${settings.TABLE_PREFIX}*: ${messageOf(error)} ` +
        'Is DynamoDB reachable, and AWS_ENDPOINT_URL right?',
      { cause: error },
    );
  });
  const resumed = await hq.publisher.resume();
  if (resumed > 0) log.info(`${resumed} orders of an earlier run are published now.`);
  const isLocal = LOOPBACK.includes(settings.HOST);
  const server = makeServer(hq, isLocal ? { hosts: [] } : {});
  const url = await server.app.listen({ host: settings.HOST, port: settings.PORT });
  hq.generator.start();
  const stop = new AbortController();
  const closing = hq.closing.repeat(CLOSING_EVERY_MS, stop.signal);
  stopOnSignal({
    timeLimitMs: STOP_LIMIT_MS,
    report: async (message) => {
      log.error(message);
      await log.flush();
    },
    stop: async () => {
      server.beginShutdown();
      stop.abort();
      hq.generator.stop();
      await hq.publisher.stop();
      await server.close();
      await closing;
      for (const client of [dynamo, sns, sqs]) client.destroy();
      log.info('Interstella HQ has stopped.');
      await log.flush();
    },
  });
  announceReady({ url, port: Number(new URL(url).port) });
  log.info(`Interstella HQ listens on ${url}`);
}

try {
  const settings = readSettings(process.env);
  await run(settings, createLog('hq', settings.LOG_FORMAT));
} catch (error) {
  process.stderr.write(
    `Interstella HQ cannot start. ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
