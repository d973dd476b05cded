import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { refusalOfForeignPage } from '@interstella/libs/loopback';
import { isKey, KEY_HEADER } from '../control-key/index.ts';
import { BodyError, readBody } from '@interstella/libs/streams';
import { TemplateError } from './template/index.ts';
import type { ChangeEvent, ChangeResult } from './events.ts';
import { Refusal } from './refusal.ts';

/** A template has about 50 KiB. */
const BODY_LIMIT = 4 * 1_024 * 1_024;
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Who listens to a change hears something at least so often. */
const ALIVE_EVERY_MS = 5_000;

/**
 * Begins a change at once: it tells what happens, and resolves with how it ended. It rejects only before it has told
 * anything, if the change may not begin.
 */
export type BeginChange = (tell: (event: ChangeEvent) => void) => Promise<ChangeResult>;

/** What is called with the JSON body of a request, and answers with JSON or with a change. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: RegExp;
  /** @param name the path's own part, if it has one. @throws Refusal, TemplateError, ValiError */
  readonly answer: (body: unknown, name: string) => Answer | Promise<Answer>;
}

export type Answer = { readonly json: unknown } | { readonly change: BeginChange };

/**
 * The control API of the platform: JSON in; JSON out, or a change's events as lines of JSON. Only who has the key is let
 * in, and no web page.
 */
export function makeControlServer(key: string, routes: readonly Route[]): Server {
  const server = createServer((request, response) => {
    answer(request, response, key, routes).catch((error: unknown) => {
      refuse(response, error);
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  key: string,
  routes: readonly Route[],
): Promise<void> {
  const page = refusalOfForeignPage(request.headers, { hosts: [], scheme: 'http' });
  if (page !== undefined) throw new Refusal(403, page);
  if (!isKey(request.headers[KEY_HEADER], key)) throw new Refusal(401, `The header ${KEY_HEADER} is wrong.`);
  const { pathname } = new URL(request.url ?? '/', 'http://platform');
  const route = routes.find(({ method, path }) => method === request.method && path.test(pathname));
  if (!route) throw new Refusal(404, `There is no ${request.method ?? ''} ${pathname.slice(0, 100)} here.`);
  const body = parse((await readBody(request, BODY_LIMIT)).toString());
  const given = await route.answer(body, route.path.exec(pathname)?.[1] ?? '');
  if ('json' in given) send(response, 200, given.json);
  else await stream(response, given.change);
}

/**
 * Goes on to its end also when nobody listens any more, as an update on AWS does. The head of the answer waits for the
 * first event: a change that may not begin is refused with a status of its own.
 */
async function stream(response: ServerResponse, change: BeginChange): Promise<void> {
  const tell = (event: ChangeEvent) => {
    if (response.destroyed) return;
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(`${JSON.stringify(event)}\n`);
  };
  const alive = setInterval(tell, ALIVE_EVERY_MS, { event: 'alive' });
  try {
    tell({ event: 'result', result: await change(tell) });
    response.end();
  } finally {
    clearInterval(alive);
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof Refusal) send(response, error.status, { error: error.message });
  else if (error instanceof TemplateError) send(response, 400, { error: error.message });
  else if (v.isValiError(error))
    send(response, 400, { error: `The request is malformed: ${problemsIn(error.issues)}.` });
  else if (!(error instanceof BodyError)) send(response, 500, { error: (error as Error).message });
  else if (error.reason === 'too large')
    send(response, 413, { error: `More than ${BODY_LIMIT} bytes are too many.` });
}

function problemsIn(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.map((issue) => `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`).join('; ');
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Refusal(400, 'The body is no JSON.');
  }
}

function send(response: ServerResponse, status: number, json: unknown): void {
  if (response.destroyed) return;
  const body = JSON.stringify(json);
  // The rest of a body that was not read must not be taken for another request.
  const connection: { connection?: string } = status >= 400 ? { connection: 'close' } : {};
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...connection,
    })
    .end(body);
}
