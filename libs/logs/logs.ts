import { StandardOutput } from './standard-output.ts';

/** `text` is the message alone, as the labs print it; `json` is one object a line, for CloudWatch Logs Insights. */
export type LogFormat = 'text' | 'json';

export type LogLevel = 'info' | 'warn' | 'error';

/** What a log line may carry beside its message; `text` leaves it out. */
export interface LogFields {
  readonly orderId?: string | undefined;
  readonly [field: string]: string | number | undefined;
}

/** Where finished lines go. Neither call throws or rejects. */
export interface LogDestination {
  write(line: string): unknown;
  /** Resolves when all is written, or, if nobody reads, after a time of its own. */
  flush(): Promise<void>;
}

/**
 * A service's log. Lines are written as soon as the last write has ended and are coalesced under load; `flush` writes
 * the rest before the process exits.
 */
export class Logs {
  readonly #destination: LogDestination;
  readonly #service: string;
  readonly #format: LogFormat;

  constructor(service: string, format: LogFormat, destination?: LogDestination) {
    this.#service = service;
    this.#format = format;
    this.#destination =
      destination ??
      new StandardOutput((count) =>
        this.#line('warn', `${count} log lines were dropped: nobody read them in time.`),
      );
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  flush(): Promise<void> {
    return this.#destination.flush();
  }

  #write(level: LogLevel, message: string, fields: LogFields | undefined): void {
    this.#destination.write(this.#line(level, message, fields));
  }

  #line(level: LogLevel, message: string, fields?: LogFields): string {
    return this.#format === 'text' ? `${message}\n` : this.#json(level, message, fields);
  }

  #json(level: LogLevel, message: string, fields: LogFields | undefined): string {
    const time = new Date().toISOString();
    return `${JSON.stringify({ time, level, service: this.#service, message, ...fields })}\n`;
  }
}
