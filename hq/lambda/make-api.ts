import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda';
import type { Log } from '@interstella/libs/logging';
import { createHqApp } from '../create-hq-app.ts';
import type { Hq } from '../hq.ts';
import type { AdminKey } from '../keys/key-guards.ts';
import { ScheduledGenerator } from './scheduled-generator.ts';
import { waitUntilPublished } from './wait-until-published.ts';

/** What an instructor's request made is published before the answer goes out, if that takes no longer. */
const PUBLISHING_LIMIT_MS = 5_000;

/**
 * A request as API Gateway hands it over: an HTTP API's payload format 2.0, as far as it is used here.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface HttpEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  /** A parameter that came twice is one value, joined by a comma. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** By lower-case name; a header that came twice is one value, joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } };
}

/** HQ's application, the very same one, answering the events of an HTTP API instead of a socket. */
export function makeApi(hq: Hq, adminKey: AdminKey, ordersPerMinute: number, log: Log) {
  const generator = new ScheduledGenerator(hq.publisher, ordersPerMinute, hq.log);
  const starting = start(Object.assign({}, hq, { generator }), adminKey, log);
  // Told to every event, and not to the process before the first one.
  starting.catch(() => undefined);
  return async (event: HttpEvent): Promise<LambdaResponse> => (await starting)(event);
}

async function start(hq: Hq, adminKey: AdminKey, log: Log) {
  const app = await createHqApp(hq, adminKey, log, { scheme: 'https' });
  const fastify = app.getHttpAdapter().getInstance();
  // Claims never wait for it: they make nothing that is published.
  fastify.addHook('onSend', async ({ routeOptions }) => {
    if (routeOptions.config.publishes) await waitUntilPublished(hq.publisher, PUBLISHING_LIMIT_MS);
  });
  await app.init();
  const options = { decorateRequest: false, parseCommaSeparatedQueryParams: false };
  const answer = awsLambdaFastify<HttpEvent>(fastify, options);
  return (event: HttpEvent) => answer(event, undefined);
}
