import type { Log } from '@interstella/libs/logging';
import { API_KEY_HEADER } from '@interstella/libs/orders';
import { TIME_LIMITS_MS } from '@interstella/libs/time-limits';
import {
  createApp,
  LimitedRefusalLog,
  serveDocs,
  serveOpenApi,
  type WebSettings,
} from '@interstella/libs/web';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HqModule } from './hq.module.ts';
import type { Hq } from './hq.ts';
import { ADMIN_KEY_HEADER, ADMIN_KEY_SECURITY } from './keys/admin-key.guard.ts';
import type { AdminKey } from './keys/admin-key.ts';
import { API_KEY_SECURITY } from './keys/api-key.guard.ts';

const MAXIMUM_BODY_LENGTH = 16 * 1_024;

export interface HqAppOptions {
  readonly hq: Hq;
  readonly adminKey: AdminKey;
  readonly log: Log;
  /**
   * How web pages are told from other callers; where HQ listens on this machine's loopback alone, by the Host header too.
   */
  readonly foreignPages: NonNullable<WebSettings['foreignPages']>;
}

/** HQ's HTTP application, ready to listen: the same as a program of its own and on Lambda. */
export async function createHqApp({
  hq,
  adminKey,
  log,
  foreignPages,
}: HqAppOptions): Promise<NestFastifyApplication> {
  const app = await createApp(HqModule.forRoot(hq, adminKey), log, {
    maximumBodyLength: MAXIMUM_BODY_LENGTH,
    deadlineMs: TIME_LIMITS_MS.hqWork,
    foreignPages,
    // The workshop's services name no content type.
    ignoresContentType: true,
    retry: 'Interstella HQ could not reach its ledger. Nothing was confirmed; send the request again.',
    refusals: new LimitedRefusalLog(hq.now, [ADMIN_KEY_HEADER, API_KEY_HEADER]),
    renderProblem: ({ detail, field }, { id }) => ({
      type: 'application/json; charset=utf-8',
      body: JSON.stringify({ error: detail, field, requestId: id }),
    }),
  });
  const keys = { [API_KEY_SECURITY]: API_KEY_HEADER, [ADMIN_KEY_SECURITY]: ADMIN_KEY_HEADER };
  serveDocs(app, serveOpenApi(app, 'Interstella HQ', keys));
  return app;
}
