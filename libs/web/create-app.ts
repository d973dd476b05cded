import { NotFoundException, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogger, type Log } from '../logging/index.ts';
import { Metrics } from '../metrics/index.ts';
import { requestContext } from '../request-context/index.ts';
import { Health } from './health.ts';
import { InFlightRequests } from './in-flight-requests.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';
import { Routes } from './routes.ts';
import { answerMalformedPath, answerUnreadable } from './unreadable-requests.ts';

/** The largest body that is read. SNS messages have at most 256 KiB; the contract leaves room for the envelope. */
const MAXIMUM_BODY_LENGTH = 1_024 * 1_024;
/** Above the 60 s after which an Application Load Balancer gives up an idle connection, so that it always is first. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Builds an application on NestJS and fastify whose module imports the WebModule. It is ready to listen. */
export async function createApp(module: Type | DynamicModule, log: Log): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, webAdapter(), {
    logger: new NestLogger(log),
    bodyParser: false,
    abortOnError: false,
  });
  configureWeb(app, log);
  return app;
}

/** fastify with the limits of the web layer. */
export function webAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MAXIMUM_BODY_LENGTH,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // What is still on its way while the service stops is served to its end.
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerMalformedPath,
    genReqId: requestIdOf,
    routerOptions: { ignoreTrailingSlash: true },
  });
}

/** What is done to an application on the {@link webAdapter} before it is initialised. */
export function configureWeb(app: NestFastifyApplication, log: Pick<Log, 'showsContext'>): void {
  readBodiesAsText(app);
  addHooks(app, log);
  // A client may close its sending side and wait for its answer. Node.js would close the connection under it.
  Object.assign(app.getHttpServer(), { httpAllowHalfOpen: true });
}

/** Of any content type: the BodyPipe reads the text as JSON. */
function readBodiesAsText(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
}

/** Hooks of fastify, and not interceptors: an interceptor's observable costs 15 to 22 µs a request. */
function addHooks(app: NestFastifyApplication, { showsContext }: Pick<Log, 'showsContext'>): void {
  const [health, inFlight, metrics, routes] = [
    app.get(Health),
    app.get(InFlightRequests),
    app.get(Metrics),
    app.get(Routes),
  ];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      routes.add(route);
    })
    .addHook('onRequest', (request, reply, done) => {
      void reply.header(REQUEST_ID_HEADER, request.id);
      // Asks clients to leave, connection by connection, so that none is cut off in the end.
      if (health.isStopping) void reply.header('connection', 'close');
      // Before the body, which is of no interest then.
      done(request.is404 ? new NotFoundException() : undefined);
    })
    // Behind the body, whose events run in the context of the connection.
    .addHook('preHandler', (request, reply, done) => {
      inFlight.add(reply.raw);
      // On Node 20 a context costs a third of a request's processor time: none is opened where no line would show it.
      if (showsContext) requestContext.run({ requestId: request.id }, done);
      else done();
    })
    .addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      metrics.countRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
      done();
    });
}
