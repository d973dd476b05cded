/**
 * The local AWS endpoints as a program: SNS, SQS, SSM and DynamoDB on one port.
 *
 * Environment: PORT (4566), HOST (127.0.0.1), AWS_REGION (us-east-1), DATA_DIR (where DynamoDB's tables are kept; absent:
 * in memory). Announces `{url, port, certificate}`, the certificate as PEM text. The state of SNS, SQS and SSM lives in
 * memory and ends with the process.
 */
import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { startEndpoints } from './endpoints/index.ts';

const STOP_LIMIT_MS = 10_000;

function report(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Reads PORT; ends the process with a message if it is not a port. */
function readPort(): number {
  const text = process.env.PORT ?? '4566';
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  report(`PORT is "${text}"; give a number from 0 to 65535 (0 takes any free port).`);
  process.exit(2);
}

const { HOST: host = '127.0.0.1', AWS_REGION: region = 'us-east-1', DATA_DIR: dataDir } = process.env;
const port = readPort();
try {
  const endpoints = await startEndpoints({
    host,
    port,
    region,
    report,
    ...(dataDir === undefined || dataDir === '' ? {} : { dataDir }),
  });
  stopOnSignal({ stop: () => endpoints.close(), timeLimitMs: STOP_LIMIT_MS, report });
  announceReady({ url: endpoints.url, port: endpoints.port, certificate: endpoints.certificate });
} catch (error) {
  report(`The AWS endpoints could not start on ${host}:${port}: ${(error as Error).message}`);
  process.exit(1);
}
