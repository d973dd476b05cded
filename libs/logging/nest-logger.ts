import type { LoggerService } from '@nestjs/common';
import type { Log } from './logger.ts';

/** Where NestJS logs how it starts. A bundler may put an underscore or a number around the name of a class. */
const START_UP = /^_?(NestFactory|NestApplication|InstanceLoader|RoutesResolver|RouterExplorer)\d*$/;

/** Has Nest's `Logger` write to the log of the program, without the story of Nest's own start. */
export class NestLogger implements LoggerService {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  log(message: unknown, context?: string): void {
    if (!START_UP.test(context ?? '')) this.#log.info(String(message));
  }

  warn(message: unknown): void {
    this.#log.warn(String(message));
  }

  /** @param error an error whose stack belongs into the log; Nest itself gives a stack as text */
  error(message: unknown, error?: unknown): void {
    if (error instanceof Error) this.#log.error(String(message), error);
    else if (typeof error === 'string' && error.includes('\n'))
      this.#log.error(`${String(message)}\n${error}`);
    else this.#log.error(String(message));
  }
}
