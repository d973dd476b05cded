import type { LoggerService } from '@nestjs/common';
import pino from 'pino';
import { requestContext } from '../request-context/index.ts';
import type { LogDestination } from './log-destination.ts';
import { stackOf } from './stack-of.ts';
import { StandardOutput } from './standard-output.ts';

/** `text` is the message alone, as in the labs; `json` is one object per line, for CloudWatch Logs Insights. */
export type LogFormat = 'text' | 'json';

/** The log of a program. Nest's `Logger` writes to it, too. */
export interface Log extends LoggerService {
  /** Whether lines carry the ids of their request. */
  readonly showsContext: boolean;
  /** @param context the class that logs; lines of Nest's own start are left out */
  log(message: unknown, context?: string): void;
  warn(message: unknown): void;
  /** @param error its stack and causes follow the message; Nest passes a stack as text */
  error(message: unknown, error?: unknown): void;
  /** Waits until everything is written. Call it before the process exits. */
  flush(): Promise<void>;
}

/** The classes in which NestJS logs its start. A bundler may add an underscore or a number to the name of a class. */
const START_UP = /^_?(NestFactory|NestApplication|InstanceLoader|RoutesResolver|RouterExplorer)\d*$/;

type WriteLine = (level: 'info' | 'warn' | 'error', message: string, stack?: string) => void;

/** @param service its name in each line of JSON, such as `monolith` */
export function createLog(service: string, format: LogFormat, destination?: LogDestination): Log {
  const output =
    destination ??
    standardOutput((message) => {
      log.warn(message);
    });
  const write = format === 'text' ? textLines(output) : jsonLines(service, output);
  const log: Log = {
    showsContext: format === 'json',
    log: (message, context) => {
      if (!START_UP.test(context ?? '')) write('info', String(message));
    },
    warn: (message) => {
      write('warn', String(message));
    },
    error: (message, error) => {
      write('error', String(message), stackOf(error));
    },
    flush: () => output.flush(),
  };
  return log;
}

function standardOutput(warn: (message: string) => void): LogDestination {
  const output = new StandardOutput((count) => {
    warn(`${count} log lines were dropped, because standard output was not read in time.`);
  });
  process.once('exit', () => {
    output.writeRest();
  });
  return output;
}

function textLines(output: LogDestination): WriteLine {
  return (_level, message, stack) => {
    output.write(stack === undefined ? `${message}\n` : `${message}\n${stack}\n`);
  };
}

/** Every line of a request carries its request id and, once known, its order id. */
function jsonLines(service: string, output: LogDestination): WriteLine {
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
  return (level, message, stack) => {
    logger[level](stack === undefined ? {} : { error: stack }, message);
  };
}
