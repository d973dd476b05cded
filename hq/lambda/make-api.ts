import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda';
import type { Log } from '@interstella/libs/logging';
import { createHqApp } from '../create-hq-app.ts';
import type { Hq } from '../hq.ts';
import type { AdminKey } from '../keys/admin-key.ts';
import type { HttpEvent } from './http-event.ts';
import { ScheduledGenerator } from './scheduled-generator.ts';
import { settle } from './settle.ts';

/** What an instructor's request made is published before the answer goes out, if that takes no longer. */
const PUBLISHING_LIMIT_MS = 5_000;

export interface ApiParts {
  readonly hq: Hq;
  readonly adminKey: AdminKey;
  readonly ordersPerMinute: number;
  readonly log: Log;
}

/** HQ's application, the very same one, answering the events of an HTTP API instead of a socket. */
export function makeApi({ hq, adminKey, ordersPerMinute, log }: ApiParts) {
  const generator = new ScheduledGenerator(hq.publisher, ordersPerMinute, hq.log);
  const starting = start({ ...hq, generator }, adminKey, log);
  // Told to every event, and not to the process before the first one.
  starting.catch(() => undefined);
  return async (event: HttpEvent): Promise<LambdaResponse> => (await starting)(event);
}

async function start(hq: Hq, adminKey: AdminKey, log: Log) {
  const app = await createHqApp({ hq, adminKey, log, foreignPages: { scheme: 'https' } });
  const fastify = app.getHttpAdapter().getInstance();
  // Claims never wait for it: they make nothing that is published.
  fastify.addHook('onSend', async ({ routeOptions }) => {
    if (routeOptions.config.publishes) await settle(hq.publisher, PUBLISHING_LIMIT_MS);
  });
  await app.init();
  const options = { decorateRequest: false, parseCommaSeparatedQueryParams: false };
  const answer = awsLambdaFastify<HttpEvent>(fastify, options);
  return (event: HttpEvent) => answer(event, undefined);
}
