import { setTimeout as delay } from 'node:timers/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EnvironmentError, readEnvironment } from '../environment/index.ts';
import { Logs, type LogFormat } from '../logs/index.ts';
import { announceReady, stopOnSignal } from '../process/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';
import { createService } from './create-service.ts';
import { Health } from './health.ts';
import { RequestsInHand } from './requests-in-hand.ts';

/** How long a client may still take to send a request that it had begun. */
const SENDING_LIMIT_MS = 500;

interface ServedSettings {
  readonly HOST: string;
  readonly PORT: number;
  readonly LOG_FORMAT: LogFormat;
  readonly DRAIN_MS: number;
}

export interface ServiceDefinition {
  /** As in the log lines: `monolith`. */
  readonly name: string;
  readonly settings: Parameters<typeof readEnvironment>[0];
  readonly module: Type | DynamicModule;
}

/**
 * Runs a service until SIGTERM. Then its health check answers 503, it goes on serving for DRAIN_MS while the load
 * balancer takes it out, ends what is in hand, closes, and exits with 0. A wrong environment exits with 1 at once.
 */
export async function runService({ name, settings: schema, module }: ServiceDefinition): Promise<void> {
  try {
    const settings = readEnvironment(schema, process.env) as ServedSettings;
    const logs = new Logs(name, settings.LOG_FORMAT);
    let serving: NestFastifyApplication | undefined = undefined;
    // Before anything else: process 1 of a container is not ended by a signal that it does not handle.
    stopOnSignal({
      timeLimitMs: settings.DRAIN_MS + TIME_LIMITS_MS.closing,
      report: async (message) => {
        logs.error(message);
        await logs.flush();
      },
      stop: async (hurry) => {
        if (serving) await drainAndClose(serving, { drainMs: settings.DRAIN_MS, hurry }, logs);
        logs.info('Stopped');
        await logs.flush();
      },
    });
    const app = await createService(module, settings, logs);
    await app.listen(settings.PORT, settings.HOST);
    serving = app;
    const { port } = new URL(await app.getUrl());
    logs.info(`${name} listens on port ${port}`);
    announceReady({ port: Number(port) });
  } catch (error) {
    process.stderr.write(`${name} cannot start. ${startProblem(error)}\n`);
    process.exit(1);
  }
}

interface Drain {
  readonly drainMs: number;
  /** Ends the drain before its time. */
  readonly hurry: AbortSignal;
}

async function drainAndClose(app: NestFastifyApplication, drain: Drain, logs: Logs): Promise<void> {
  app.get(Health).beginStopping();
  logs.info('Stopping: draining, then closing');
  await delay(drain.drainMs, undefined, { signal: drain.hurry }).catch(() => undefined);
  const closed = app.close();
  await Promise.race([closed, hangUpOnWhoStays(app)]);
  await closed;
}

/**
 * Closing waits for every connection that is not idle, and one on which a client says nothing, or half a request, is
 * not idle. Once everything in hand is answered, nobody is owed a connection.
 */
async function hangUpOnWhoStays(app: NestFastifyApplication): Promise<void> {
  await delay(SENDING_LIMIT_MS);
  await app.get(RequestsInHand).none();
  app.getHttpServer().closeAllConnections();
}

function startProblem(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Another program uses its port (${error.message}). Choose one with PORT.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
