import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log } from '../logging/index.ts';
import { addHooks } from './add-hooks.ts';
import { requestIdOf } from './request-id.ts';
import { answerMalformedPath, answerUnreadable } from './unreadable-requests.ts';
import { serviceWebSettings, type WebSettings } from './web-settings.ts';

/** Above the 60 s after which an Application Load Balancer gives up an idle connection, so that it always is first. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Of a part of a path: enough for the handler to say what is wrong with it. */
const MAXIMUM_PARAMETER_LENGTH = 200;

/** Builds an application on NestJS and fastify whose module imports the WebModule. It is ready to listen. */
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

/** fastify with the limits of the web layer. @param settings what differs from those of a service */
export function webAdapter(settings: Partial<WebSettings> = {}): FastifyAdapter {
  const web: WebSettings = { ...serviceWebSettings(), ...settings };
  const adapter = new FastifyAdapter({
    bodyLimit: web.maximumBodyLength,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: web.requestTimeoutMs,
    http: {
      // 60 s otherwise, and the longer of the two limits is the one for the body.
      headersTimeout: web.requestTimeoutMs,
      // Node.js looks every 30 s otherwise.
      connectionsCheckingInterval: web.requestTimeoutMs / 5,
    },
    // What is still on its way while the service stops is served to its end.
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerMalformedPath,
    genReqId: requestIdOf,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAXIMUM_PARAMETER_LENGTH },
  });
  adapter.getInstance().decorate('web', web);
  return adapter;
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
