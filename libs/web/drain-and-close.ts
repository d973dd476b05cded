import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Health } from './health.ts';
import { InFlightRequests } from './in-flight-requests.ts';

/** How long a client may take to finish sending a request. */
const SENDING_LIMIT_MS = 500;

export interface Drain {
  /** How long the application serves while its health check answers 503, in ms. */
  readonly drainMs: number;
  /** Ends the drain before its time. */
  readonly hurry: AbortSignal;
}

/** Stops an application. After the drain it accepts no connections; resolves when all requests in flight are answered. */
export async function drainAndClose(app: NestFastifyApplication, drain: Drain): Promise<void> {
  app.get(Health).beginStopping();
  await delay(drain.drainMs, undefined, { signal: drain.hurry }).catch(() => undefined);
  const closed = app.close();
  await Promise.race([closed, destroyRemaining(app)]);
  await closed;
}

/**
 * Node.js waits for connections that are not idle, including those on which a client has sent nothing or half a request.
 * Once all requests in flight are answered, these connections can be destroyed.
 */
async function destroyRemaining(app: NestFastifyApplication): Promise<void> {
  await delay(SENDING_LIMIT_MS);
  await app.get(InFlightRequests).none();
  app.getHttpServer().closeAllConnections();
}
