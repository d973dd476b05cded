import type { LightMyRequestResponse } from 'fastify';
import type { Hq } from '../hq.ts';
import { answerTo } from '../http/routes.ts';
import { makeServer } from '../http/server.ts';
import { messageOf } from '../log.ts';
import type { AdminKey } from './admin-key.ts';
import type { HttpEvent, HttpResult } from './http-event.ts';
import { ScheduledGenerator } from './scheduled-generator.ts';
import { settle } from './settle.ts';

/** What POST /admin/orders made is published before the answer goes out, if that takes no longer. */
const PUBLISHING_LIMIT_MS = 5_000;

/** Of the connection to API Gateway, and no concern of HQ's. */
const HOP_HEADERS = ['content-length', 'transfer-encoding', 'connection', 'expect'];

export interface ApiParts {
  readonly hq: Hq;
  readonly adminKey: Pick<AdminKey, 'value' | 'refresh'>;
  readonly ordersPerMinute: number;
}

/** HQ's server, the very same one, answering the events of an HTTP API instead of a socket. */
export function makeApi({ hq, adminKey, ordersPerMinute }: ApiParts) {
  const { app } = makeServer({
    ...hq,
    generator: new ScheduledGenerator(hq.publisher, ordersPerMinute, hq.log),
    get adminKey() {
      return adminKey.value;
    },
  });
  return async (event: HttpEvent): Promise<HttpResult> => {
    try {
      if (needsAdminKey(event)) await adminKey.refresh();
    } catch (error) {
      hq.log.error(`The admin key cannot be read: ${messageOf(error)}`);
      return json(answerTo(error));
    }
    const result = resultOf(await app.inject(requestOf(event)));
    await settle(hq.publisher, PUBLISHING_LIMIT_MS);
    return result;
  };
}

/** An audit does, wherever its path may be written with a slash at its end. */
function needsAdminKey({ rawPath, rawQueryString }: HttpEvent): boolean {
  return rawPath.startsWith('/admin/') || new URLSearchParams(rawQueryString).has('audit');
}

function requestOf({
  rawPath,
  rawQueryString,
  headers,
  body = '',
  isBase64Encoded,
  requestContext,
}: HttpEvent) {
  return {
    method: requestContext.http.method as 'GET',
    url: rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_HEADERS.includes(name))),
    ...(body !== '' && { payload: isBase64Encoded ? Buffer.from(body, 'base64') : body }),
  };
}

function resultOf({ statusCode, headers, body }: LightMyRequestResponse): HttpResult {
  const { allow } = headers;
  return {
    statusCode,
    headers: {
      'content-type': String(headers['content-type'] ?? 'application/json; charset=utf-8'),
      ...(allow !== undefined && { allow }),
    },
    body,
  };
}

function json({ status, body }: { readonly status: number; readonly body: unknown }): HttpResult {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}
