import { NotFoundException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { refusalOfForeignPage } from '../loopback/index.ts';
import type { Log } from '../logging/index.ts';
import { Metrics } from '../metrics/index.ts';
import { requestContext } from '../request-context/index.ts';
import { Health } from './health.ts';
import { HttpError } from './http-error.ts';
import { InFlightRequests } from './in-flight-requests.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';
import { Routes } from './routes.ts';

/** Adds fastify hooks. Nest's interceptors would cost 15 to 22 µs per request for their observables. */
export function addHooks(app: NestFastifyApplication, { showsContext }: Pick<Log, 'showsContext'>): void {
  const [health, inFlight, metrics, routes] = [
    app.get(Health),
    app.get(InFlightRequests),
    app.get(Metrics),
    app.get(Routes),
  ];
  const fastify = app.getHttpAdapter().getInstance();
  const { foreignPages, ignoresContentType } = fastify.web;
  fastify
    .addHook('onRoute', (route) => {
      routes.add(route);
    })
    .addHook('onRequest', (request, reply, done) => {
      void reply.header(REQUEST_ID_HEADER, request.id);
      // Makes clients close their connections, so that none is cut off at the end.
      if (health.isStopping) void reply.header('connection', 'close');
      if (ignoresContentType) delete request.raw.headers['content-type'];
      const refusal = foreignPages && refusalOfForeignPage(request.headers, foreignPages);
      if (refusal !== undefined) done(new HttpError(403, refusal));
      // Refused before its body is read.
      else done(request.is404 ? new NotFoundException() : undefined);
    })
    // After the body was read, since its events run in the context of the connection.
    .addHook('preHandler', (request, reply, done) => {
      inFlight.add(reply.raw);
      // On Node 20 a context takes a third of a request's processor time, so it is opened only if log lines show it.
      if (showsContext) requestContext.run({ requestId: request.id }, done);
      else done();
    })
    .addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      metrics.addRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
      done();
    });
}
