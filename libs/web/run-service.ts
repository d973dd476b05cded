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
  /** The name in log lines, such as `monolith`. */
  readonly name: string;
  /** The default of PORT. */
  readonly port: number;
  /** Its settings in addition to those of every service. */
  readonly settings: readonly ConfigFactory[];
  /** Makes its module after the environment was validated. */
  readonly module: () => DynamicModule;
}

/**
 * Runs a service until SIGTERM. Then its health check answers 503, and it serves for DRAIN_MS while the load balancer
 * deregisters it. It ends the requests in flight, closes, and exits with 0. With a wrong environment it exits with 1.
 *
 * DRAIN_MS must cover the time that a load balancer takes to react. It is 0 for a service without a load balancer.
 */
export async function runService({ name, port, settings, module }: ServiceDefinition): Promise<void> {
  try {
    validateAll([serviceSettings, ...settings]);
    const { HOST, PORT = port, LOG_FORMAT, DRAIN_MS, OPENAPI } = serviceSettings();
    const log = createLog(name, LOG_FORMAT);
    let serving: NestFastifyApplication | undefined = undefined;
    // Done first, since process 1 of a container ignores signals without a handler.
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

/** @throws EnvironmentError that names all wrong variables */
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
