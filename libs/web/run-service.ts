import type { DynamicModule } from '@nestjs/common';
import type { ConfigFactory } from '@nestjs/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serviceSettings } from '../configuration/index.ts';
import { EnvironmentError } from '../environment/index.ts';
import { SERVICE_KEY_SECURITY } from '../keys/index.ts';
import { createLog } from '../logging/index.ts';
import { API_KEY_HEADER } from '../orders/index.ts';
import { announceReady, stopOnSignal } from '../process/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';
import { createApp } from './create-app.ts';
import { drainAndClose } from './drain-and-close.ts';
import { serveOpenApi } from './serve-open-api.ts';

export interface ServiceDefinition {
  /** As in the log lines: `monolith`. */
  readonly name: string;
  /** Where it listens unless PORT says otherwise. */
  readonly port: number;
  /** What it reads from its environment beside what every service does. */
  readonly settings: readonly ConfigFactory[];
  /** Makes its module, once its environment is known to be right. */
  readonly module: () => DynamicModule;
}

/**
 * Runs a service until SIGTERM. Then its health check answers 503, it goes on serving for DRAIN_MS while the load
 * balancer takes it out, ends what is in flight, closes, and exits with 0. A wrong environment exits with 1 at once.
 *
 * DRAIN_MS must cover the time that a load balancer takes to notice. With 0, for a service behind none, it closes at once.
 */
export async function runService({ name, port, settings, module }: ServiceDefinition): Promise<void> {
  try {
    validateAll([serviceSettings, ...settings]);
    const { HOST, PORT = port, LOG_FORMAT, DRAIN_MS, OPENAPI } = serviceSettings();
    const log = createLog(name, LOG_FORMAT);
    let serving: NestFastifyApplication | undefined = undefined;
    // Before anything else: process 1 of a container is not ended by a signal that it does not handle.
    stopOnSignal({
      timeLimitMs: DRAIN_MS + TIME_LIMITS_MS.closing,
      report: async (message) => {
        log.error(message);
        await log.flush();
      },
      stop: async (hurry) => {
        if (serving) {
          log.log('Stopping: draining, then closing');
          await drainAndClose(serving, { drainMs: DRAIN_MS, hurry });
        }
        log.log('Stopped');
        await log.flush();
      },
    });
    const app = await createApp(module(), log);
    if (OPENAPI === 'on') serveOpenApi(app, name, { [SERVICE_KEY_SECURITY]: API_KEY_HEADER });
    await app.listen(PORT, HOST);
    serving = app;
    const url = new URL(await app.getUrl());
    log.log(`${name} listens on port ${url.port}`);
    announceReady({ port: Number(url.port) });
  } catch (error) {
    process.stderr.write(`${name} cannot start. ${startProblem(error)}\n`);
    process.exit(1);
  }
}

/** @throws EnvironmentError that names the wrong variables of all namespaces */
function validateAll(namespaces: readonly ConfigFactory[]): void {
  const problems: string[] = [];
  for (const read of namespaces) {
    try {
      void read();
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new EnvironmentError(problems);
}

function startProblem(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Another program uses its port (${error.message}). Choose one with PORT.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
