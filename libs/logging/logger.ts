import pino, { type DestinationStream, type Logger } from 'pino';
import { requestContext } from '../request-context/index.ts';
import { stackOf } from './stack-of.ts';
import { StandardOutput } from './standard-output.ts';

/** `text` is the message alone, as the labs print it; `json` is one object a line, for CloudWatch Logs Insights. */
export type LogFormat = 'text' | 'json';

/** Where finished lines go. Neither call throws or rejects. */
export interface LogDestination {
  write(line: string): unknown;
  /** Resolves when all is written, or, if nobody reads, after a time of its own. */
  flush(): Promise<void>;
}

/** The log of a program. `flush` has it written before the process exits. */
export type Log = Logger & { flushed(): Promise<void> };

/**
 * Makes the log of a program. In `json`, every line of a request carries its request id and, once known, its order id.
 *
 * @param service as each line names it: `monolith`
 */
export function createLog(service: string, format: LogFormat, destination?: LogDestination): Log {
  const output =
    destination ??
    new StandardOutput((count) => {
      log.warn(`${count} log lines were dropped: nobody read them in time.`);
    });
  const logger =
    format === 'text'
      ? pino({ timestamp: false, base: null }, new MessagesAlone(output))
      : pino(jsonOf(service), output);
  const log = Object.assign(logger, { flushed: () => output.flush() });
  return log;
}

const jsonOf = (service: string): pino.LoggerOptions => ({
  base: { service },
  messageKey: 'message',
  errorKey: 'error',
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  serializers: { error: stackOf },
  mixin: () => {
    const { requestId, orderId } = requestContext.getStore() ?? {};
    return { requestId, orderId };
  },
});

/** Writes what the labs compare: the message of each line, and below it the stack of an unexpected error. */
class MessagesAlone implements DestinationStream {
  lastMsg = '';
  lastObj: { readonly error?: unknown } = {};
  readonly #output: LogDestination;

  constructor(output: LogDestination) {
    this.#output = output;
    // Has pino set the fields above before each line.
    Object.assign(this, { [Symbol.for('pino.metadata')]: true });
  }

  write(): void {
    const { error } = this.lastObj;
    this.#output.write(error === undefined ? `${this.lastMsg}\n` : `${this.lastMsg}\n${stackOf(error)}\n`);
  }
}
