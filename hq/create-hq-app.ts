import type { Log } from '@interstella/libs/logging';
import { TIME_LIMITS_MS } from '@interstella/libs/time-limits';
import {
  createApp,
  LimitedRefusalLog,
  serveDocs,
  serveOpenApi,
  type WebSettings,
} from '@interstella/libs/web';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { withDeadline } from './deadline.ts';
import { HqModule } from './hq.module.ts';
import type { Hq } from './hq.ts';
import { type AdminKey, KEY_HEADERS } from './keys/key-guards.ts';

const MAXIMUM_BODY_LENGTH = 16 * 1_024;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long the work for a request may take. @default TIME_LIMITS_MS.hqWork */
    deadlineMs?: number;
  }
}

/**
 * Creates HQ's HTTP application. The program and the Lambda function use the same one.
 *
 * @param foreignPages how requests of foreign web pages are recognized; with `hosts`, also by the Host header
 */
export async function createHqApp(
  hq: Hq,
  adminKey: AdminKey,
  log: Log,
  foreignPages: NonNullable<WebSettings['foreignPages']>,
): Promise<NestFastifyApplication> {
  const app = await createApp(HqModule.forRoot(hq, adminKey), log, {
    maximumBodyLength: MAXIMUM_BODY_LENGTH,
    foreignPages,
    // The workshop's services name no content type.
    ignoresContentType: true,
    retry: 'Interstella HQ could not reach its ledger. Nothing was confirmed; send the request again.',
    refusals: new LimitedRefusalLog(hq.now, Object.values(KEY_HEADERS)),
    renderProblem: ({ detail, field }, { id }) => {
      // Messages of schemas do not name the field.
      const error = field === undefined || detail.includes(field) ? detail : `${field}: ${detail}`;
      return {
        type: 'application/json; charset=utf-8',
        body: JSON.stringify({ error, field, requestId: id }),
      };
    },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preHandler', ({ routeOptions }, _reply, done) => {
      withDeadline(routeOptions.config.deadlineMs ?? TIME_LIMITS_MS.hqWork, done);
    });
  serveDocs(app, serveOpenApi(app, 'Interstella HQ', KEY_HEADERS));
  return app;
}
