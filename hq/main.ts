/** Interstella HQ as a program. Its settings are environment variables; docs/services.md lists them. */
import { messageOf } from '@interstella/libs/errors';
import { createLog, type Log } from '@interstella/libs/logging';
import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { drainAndClose, Health } from '@interstella/libs/web';
import { ensureTables, tableNames } from './aws/tables.ts';
import { createHqApp } from './create-hq-app.ts';
import { hqOnAws, makeClients } from './hq-on-aws.ts';
import { firstLineOf } from './log.ts';
import { readSettings, type Settings } from './settings.ts';

/** How often the closing job runs. */
const CLOSING_EVERY_MS = 1_000;

/** Addresses that only this machine can reach. */
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

const STOP_LIMIT_MS = 15_000;

async function run(settings: Settings, log: Log): Promise<void> {
  const clients = makeClients();
  const hq = hqOnAws(settings, 'process', clients, log);
  const names = tableNames(settings.TABLE_PREFIX);
  await ensureTables(clients.dynamo.sdk, names, settings.KEEP_DAYS > 0).catch((error: unknown) => {
    throw new Error(
      `Interstella HQ cannot use its tables ${settings.TABLE_PREFIX}*: ${firstLineOf(error)} ` +
        'Check that DynamoDB is reachable and that AWS_ENDPOINT_URL is right.',
      { cause: error },
    );
  });
  const resumed = await hq.publisher.resume();
  if (resumed > 0) log.log(`Publishing ${resumed} orders that an earlier run left in the outbox.`);
  const isLocal = LOOPBACK.includes(settings.HOST);
  const adminKey = { current: () => Promise.resolve(settings.HQ_ADMIN_KEY) };
  const foreignPages = { scheme: 'http', ...(isLocal && { hosts: [] }) } as const;
  const app = await createHqApp(hq, adminKey, log, foreignPages);
  await app.listen(settings.PORT, settings.HOST);
  const url = await app.getUrl();
  hq.generator.start();
  const stop = new AbortController();
  const closing = hq.closing.repeat(CLOSING_EVERY_MS, stop.signal);
  stopOnSignal({
    timeLimitMs: STOP_LIMIT_MS,
    report: async (message) => {
      log.error(message);
      await log.flush();
    },
    stop: async (hurry) => {
      app.get(Health).beginStopping();
      stop.abort();
      hq.generator.stop();
      await hq.publisher.stop();
      await drainAndClose(app, { drainMs: 0, hurry });
      await closing;
      for (const client of Object.values(clients)) client.destroy();
      log.log('Interstella HQ has stopped.');
      await log.flush();
    },
  });
  announceReady({ url, port: Number(new URL(url).port) });
  log.log(`Interstella HQ listens on ${url}`);
}

try {
  const settings = readSettings(process.env);
  await run(settings, createLog('hq', settings.LOG_FORMAT));
} catch (error) {
  process.stderr.write(`Interstella HQ cannot start. ${messageOf(error)}\n`);
  process.exit(1);
}
