import { refusalOfForeignPage, type ForeignPageOptions } from '@interstella/libs/loopback';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { REQUEST_LIMIT_MS, withDeadline } from '../deadline.ts';
import type { Hq } from '../hq.ts';
import { messageOf } from '../log.ts';
import { type Answer, type Ask, Refusal } from './answer.ts';
import { answerTo, ROUTES, type Route } from './routes.ts';

const BODY_LIMIT = 16 * 1024;
const RECEIVING_LIMIT_MS = 10_000;

/** Above the minute that load balancers keep idle connections, so that it is never HQ that closes one in use. */
const KEEP_ALIVE_MS = 75_000;

const SWEEP_MS = 50;

export interface HqServer {
  readonly app: FastifyInstance;
  /** From now on the health check answers 503, and every answer ends its connection. */
  beginShutdown(): void;
  /** Takes no new connections, and resolves when every request in hand has been answered. */
  close(): Promise<void>;
}

/**
 * HQ's routes on fastify.
 *
 * @param foreignPages how web pages are told from other callers; where HQ listens on this machine's loopback alone, by
 *   the Host header too
 */
export function makeServer(hq: Hq, foreignPages: ForeignPageOptions = {}): HqServer {
  let stopping = false;
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: RECEIVING_LIMIT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    frameworkErrors: (_error, _request, reply) => {
      void send(reply, { status: 400, body: { error: 'The request is malformed.' } });
    },
  });
  // Bodies are read as text whatever they call themselves: the workshop's services name no content type.
  app.addHook('onRequest', (request, reply, done) => {
    delete request.raw.headers['content-type'];
    const refusal = refusalOfForeignPage(request.headers, foreignPages);
    if (refusal === undefined) done();
    else void send(reply, { status: 403, body: { error: refusal } });
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close');
    done(null, payload);
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  app.get('/', (_request, reply) =>
    stopping
      ? send(reply, { status: 503, body: { status: 'stopping' } })
      : send(reply, { status: 200, body: { status: 'ok' } }),
  );
  for (const route of ROUTES) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => send(reply, await answerFor(hq, route, request)),
    });
  }
  app.setNotFoundHandler((request, reply) => refuseUnknown(request, reply));
  app.setErrorHandler((error, _request, reply) => send(reply, answerToServerError(hq, error)));
  return {
    app,
    beginShutdown: () => {
      stopping = true;
    },
    close: () => closeServer(app),
  };
}

async function closeServer(app: FastifyInstance): Promise<void> {
  // A connection whose last answer was already on its way is idle only after it.
  const sweep = setInterval(() => {
    app.server.closeIdleConnections();
  }, SWEEP_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

async function answerFor(hq: Hq, route: Route, request: FastifyRequest): Promise<Answer> {
  try {
    return await withDeadline(REQUEST_LIMIT_MS, () => route.answer(hq, askOf(request)));
  } catch (error) {
    if (!(error instanceof Refusal)) {
      hq.log.error(`${route.method} ${route.path} failed: ${messageOf(error)}`);
    }
    return answerTo(error);
  }
}

function askOf({ params, query, headers, body }: FastifyRequest): Ask {
  return {
    params: params as Record<string, string>,
    query: Object.fromEntries(
      Object.entries(query as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
    ),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    ),
    body: typeof body === 'string' ? body : '',
  };
}

function send(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  reply.code(status);
  return typeof body === 'string'
    ? reply.type('text/plain; charset=utf-8').send(body)
    : reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
}

/** 405 where only the method is wrong, 404 elsewhere. */
function refuseUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0]?.replace(/\/$/, '') ?? '';
  const allowed =
    path === '' ? ['GET'] : ROUTES.filter((route) => matches(route.path, path)).map(({ method }) => method);
  if (allowed.length === 0)
    return send(reply, { status: 404, body: { error: 'There is nothing at this path.' } });
  void reply.header('allow', allowed.join(', '));
  return send(reply, {
    status: 405,
    body: { error: `${request.method} is not allowed here; ${allowed.join(' and ')} is.` },
  });
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith(':') || part === given[index])
  );
}

/** What fastify itself refuses: a body too large, a malformed request. Its words are kept short and our own. */
function answerToServerError(hq: Hq, error: unknown): Answer {
  const status = (error as { statusCode?: unknown }).statusCode;
  if (status === 413) {
    return { status, body: { error: `The body must be at most ${BODY_LIMIT} bytes.`, field: 'body' } };
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status, body: { error: 'The request is malformed.' } };
  }
  hq.log.error(`A request failed: ${messageOf(error)}`);
  return answerTo(error);
}
