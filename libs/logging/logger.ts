import pino from 'pino';
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

/** The log of a program. */
export interface Log {
  /** Whether lines carry the ids of their request. */
  readonly showsContext: boolean;
  info(message: string): void;
  warn(message: string): void;
  /** @param error an unexpected one, whose stack and causes follow the message */
  error(message: string, error?: Error): void;
  /** Has everything written, as before the process exits. */
  flush(): Promise<void>;
}

/** @param service as each line of JSON names it: `monolith` */
export function createLog(service: string, format: LogFormat, destination?: LogDestination): Log {
  const output =
    destination ??
    new StandardOutput((count) => {
      log.warn(`${count} log lines were dropped: nobody read them in time.`);
    });
  const log: Log = format === 'text' ? textLog(output) : jsonLog(service, output);
  return log;
}

function textLog(output: LogDestination): Log {
  const write = (message: string) => {
    output.write(`${message}\n`);
  };
  return {
    showsContext: false,
    info: write,
    warn: write,
    error: (message, error) => {
      write(error ? `${message}\n${stackOf(error)}` : message);
    },
    flush: () => output.flush(),
  };
}

/** Every line of a request carries its request id and, once known, its order id. */
function jsonLog(service: string, output: LogDestination): Log {
  const logger = pino(
    {
      base: { service },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      mixin: () => ({ ...requestContext.getStore() }),
    },
    output,
  );
  return {
    showsContext: true,
    info: (message) => {
      logger.info(message);
    },
    warn: (message) => {
      logger.warn(message);
    },
    error: (message, error) => {
      logger.error(error && { error: stackOf(error) }, message);
    },
    flush: () => output.flush(),
  };
}
