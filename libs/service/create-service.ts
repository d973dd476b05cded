import 'reflect-metadata';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogs, type Logs } from '../logs/index.ts';
import { Health } from './health.ts';
import { ProblemFilter } from './problem-filter.ts';
import { refuseMalformedPath, refuseUnreadable } from './refuse-unreadable.ts';
import { RequestsInHand } from './requests-in-hand.ts';
import { Routes } from './routes.ts';
import { ServiceModule } from './service-module.ts';

/** The largest body that is read. SNS messages have at most 256 KiB; the contract leaves room for the envelope. */
const MAXIMUM_BODY_LENGTH = 1_024 * 1_024;
/** Above the 60 s after which an Application Load Balancer gives up an idle connection, so that it always is first. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 15_000;

@Module({})
class RootModule {}

/** Builds a service on NestJS and fastify, ready to listen. */
export async function createService(
  module: Type | DynamicModule,
  settings: object,
  logs: Logs,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: MAXIMUM_BODY_LENGTH,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // What is still on its way while the service stops is served to its end.
    return503OnClosing: false,
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: refuseMalformedPath,
    routerOptions: { ignoreTrailingSlash: true },
  });
  const root = { module: RootModule, imports: [ServiceModule.of(settings, logs), module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogs(logs),
    bodyParser: false,
    abortOnError: false,
  });
  readEveryBodyAsText(app);
  sayGoodbyeWhileStopping(app);
  countRequestsInHand(app);
  app.useGlobalFilters(new ProblemFilter(logs, routesOf(app)));
  return app;
}

/** SNS posts JSON as text/plain, the labs' curl as application/json, original microservices with no type at all. */
function readEveryBodyAsText(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
}

/** The routes that NestJS will register when the service begins to listen. */
function routesOf(app: NestFastifyApplication): Routes {
  const routes = new Routes();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      routes.add(route);
    });
  return routes;
}

/** Asks clients to leave, connection by connection, so that none is cut off in the end. */
function sayGoodbyeWhileStopping(app: NestFastifyApplication): void {
  const health = app.get(Health);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, reply, done) => {
      if (health.isStopping) void reply.header('connection', 'close');
      done();
    });
}

/** What must be answered before the connections may be cut. */
function countRequestsInHand(app: NestFastifyApplication): void {
  const inHand = app.get(RequestsInHand);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preHandler', (_request, reply, done) => {
      inHand.take(reply.raw);
      done();
    });
}
