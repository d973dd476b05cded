/**
 * The local AWS endpoints as a program: SNS, SQS, SSM and DynamoDB on one port.
 *
 * Environment: PORT (4566), HOST (127.0.0.1), AWS_REGION (us-east-1), DATA_DIR (where DynamoDB's tables are kept; absent:
 * in memory), CONTROL_KEY (what opens the way to disturb SNS's deliveries on purpose; absent: nobody can),
 * SNS_CERTIFICATE_HOST (the host that deliveries say their certificate is at; absent: the endpoints' own URL). Announces
 * `{url, port, certificate}`, the certificate as PEM text. The state of SNS, SQS and SSM lives in memory and ends with the
 * process.
 */
import * as v from 'valibot';
import { readEnvironment, variables } from '@interstella/libs/environment';
import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { messageOf } from '@interstella/libs/errors';
import { startEndpoints } from './emulator/endpoints/index.ts';

const STOP_LIMIT_MS = 10_000;

function report(message: string): void {
  process.stderr.write(`${message}\n`);
}

const settings = v.object({
  PORT: variables.port('4566'),
  HOST: v.optional(v.string(), '127.0.0.1'),
  AWS_REGION: variables.region,
  DATA_DIR: v.optional(v.string()),
  CONTROL_KEY: v.optional(v.pipe(v.string(), v.minLength(16, 'must have at least 16 characters'))),
  SNS_CERTIFICATE_HOST: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]+$/, 'must be a host name, as sns.us-east-1.amazonaws.com')),
  ),
});

try {
  const {
    PORT: port,
    HOST: host,
    AWS_REGION: region,
    DATA_DIR: dataDir,
    CONTROL_KEY: controlKey,
    SNS_CERTIFICATE_HOST: certificateHost,
  } = readEnvironment(settings, process.env);
  const endpoints = await startEndpoints({
    host,
    port,
    region,
    report,
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(controlKey === undefined ? {} : { controlKey }),
    ...(certificateHost === undefined ? {} : { certificateHost }),
  });
  // An error that no request could catch, as when DynamoDB's store fails under it; the state may be half changed.
  process.on('uncaughtException', (error: unknown) => {
    report(`The AWS endpoints stop. ${messageOf(error)}`);
    process.exit(1);
  });
  stopOnSignal({ stop: () => endpoints.close(), timeLimitMs: STOP_LIMIT_MS, report });
  announceReady({ url: endpoints.url, port: endpoints.port, certificate: endpoints.certificate });
} catch (error) {
  report(`The AWS endpoints cannot start. ${messageOf(error)}`);
  process.exit(1);
}
