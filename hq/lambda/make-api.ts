import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda';
import type { Log } from '@interstella/libs/logging';
import { createHqApp } from '../create-hq-app.ts';
import type { Hq } from '../hq.ts';
import type { AdminKey } from '../keys/key-guards.ts';
import { ScheduledGenerator } from './scheduled-generator.ts';
import { waitUntilPublished } from './wait-until-published.ts';

/** How long the answer to an instructor's request waits until its orders are published. */
const PUBLISHING_LIMIT_MS = 5_000;

/**
 * A request from API Gateway: the fields used here of an HTTP API's payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface HttpEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  /** API Gateway joins repeated parameters with a comma. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** By lower-case name. API Gateway joins repeated headers with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } };
}

/** Makes the function that answers the events of an HTTP API with HQ's application. */
export function makeApi(hq: Hq, adminKey: AdminKey, ordersPerMinute: number, log: Log) {
  const generator = new ScheduledGenerator(hq.publisher, ordersPerMinute, hq.log);
  const starting = start(Object.assign({}, hq, { generator }), adminKey, log);
  // A failed start rejects every event. Without this, Node.js would exit before the first one.
  starting.catch(() => undefined);
  return async (event: HttpEvent): Promise<LambdaResponse> => (await starting)(event);
}

async function start(hq: Hq, adminKey: AdminKey, log: Log) {
  const app = await createHqApp(hq, adminKey, log, { scheme: 'https' });
  const fastify = app.getHttpAdapter().getInstance();
  // Claims do not wait: they publish nothing.
  fastify.addHook('onSend', async ({ routeOptions }) => {
    if (routeOptions.config.publishes) await waitUntilPublished(hq.publisher, PUBLISHING_LIMIT_MS);
  });
  await app.init();
  const options = { decorateRequest: false, parseCommaSeparatedQueryParams: false };
  const answer = awsLambdaFastify<HttpEvent>(fastify, options);
  return (event: HttpEvent) => answer(event, undefined);
}
