import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Health } from './health.ts';
import { InFlightRequests } from './in-flight-requests.ts';

/** How long a client may still take to send a request that it had begun. */
const SENDING_LIMIT_MS = 500;

export interface Drain {
  /** How long it goes on serving while its health check answers 503, in milliseconds. */
  readonly drainMs: number;
  /** Ends the drain before its time. */
  readonly hurry: AbortSignal;
}

/** Ends an application: takes no new connections after the drain, and resolves when every request in hand is answered. */
export async function drainAndClose(app: NestFastifyApplication, drain: Drain): Promise<void> {
  app.get(Health).beginStopping();
  await delay(drain.drainMs, undefined, { signal: drain.hurry }).catch(() => undefined);
  const closed = app.close();
  await Promise.race([closed, destroyRemaining(app)]);
  await closed;
}

/**
 * Closing waits for every connection that is not idle, and one on which a client says nothing, or half a request, is
 * not idle. Once everything in flight is answered, no client is owed a connection.
 */
async function destroyRemaining(app: NestFastifyApplication): Promise<void> {
  await delay(SENDING_LIMIT_MS);
  await app.get(InFlightRequests).none();
  app.getHttpServer().closeAllConnections();
}
