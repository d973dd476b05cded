import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log } from '../logging/index.ts';
import { addHooks } from './add-hooks.ts';
import { requestIdOf } from './request-id.ts';
import { answerMalformedPath, answerUnreadable } from './unreadable-requests.ts';
import { serviceWebSettings, type WebSettings } from './web-settings.ts';

/** Longer than the 60 s after which an Application Load Balancer closes an idle connection, so that it closes first. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Longest path parameter: enough for a handler to say what is wrong with it. */
const MAXIMUM_PARAMETER_LENGTH = 200;

/** Creates a NestJS application on fastify, ready to listen. @param module must import the WebModule */
export async function createApp(
  module: Type | DynamicModule,
  log: Log,
  settings?: Partial<WebSettings>,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, webAdapter(settings), {
    logger: log,
    bodyParser: false,
    abortOnError: false,
  });
  configureWeb(app, log);
  return app;
}

/** Creates the fastify adapter with the limits of the web layer. @param settings override those of a service */
export function webAdapter(settings: Partial<WebSettings> = {}): FastifyAdapter {
  const web: WebSettings = { ...serviceWebSettings(), ...settings };
  const adapter = new FastifyAdapter({
    bodyLimit: web.maximumBodyLength,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: web.requestTimeoutMs,
    http: {
      // The default is 60 s, and the longer of the two limits applies to the body.
      headersTimeout: web.requestTimeoutMs,
      // The default of Node.js is 30 s.
      connectionsCheckingInterval: web.requestTimeoutMs / 5,
    },
    // Requests that arrive while the service stops are served.
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerMalformedPath,
    genReqId: requestIdOf,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAXIMUM_PARAMETER_LENGTH },
  });
  adapter.getInstance().decorate('web', web);
  return adapter;
}

/** Configures an application on the {@link webAdapter} before it is initialised. */
export function configureWeb(app: NestFastifyApplication, log: Pick<Log, 'showsContext'>): void {
  readBodiesAsText(app);
  addHooks(app, log);
  // A client may close its sending side and wait for its answer. Node.js would close the connection under it.
  Object.assign(app.getHttpServer(), { httpAllowHalfOpen: true });
}

/** Reads bodies of any content type as text, which the BodyPipe parses as JSON. */
function readBodiesAsText(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
}
