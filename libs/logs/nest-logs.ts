import type { LoggerService } from '@nestjs/common';
import type { Logs } from './logs.ts';

/** Lets NestJS speak through our log: its warnings and errors, not the story of its own start. */
export class NestLogs implements LoggerService {
  readonly #logs: Logs;

  constructor(logs: Logs) {
    this.#logs = logs;
  }

  log(): void {
    // Which modules were wired is of no interest to who runs a service.
  }

  warn(message: unknown): void {
    this.#logs.warn(String(message));
  }

  error(message: unknown): void {
    this.#logs.error(String(message));
  }
}
