import type { ErrorCode } from './error-codes.ts';

/** An error that a person can meet. Its message says what happened and what to do next; programs read its code. */
export abstract class NamedError extends Error {
  override readonly name = this.constructor.name;
  abstract readonly code: ErrorCode;
}

/** Of anything that was thrown. */
export function codeOf(thrown: unknown): ErrorCode {
  if (thrown instanceof NamedError) return thrown.code;
  // As every error has that a client of the AWS SDK throws.
  return thrown instanceof Error && '$metadata' in thrown ? 'AWS_ERROR' : 'UNEXPECTED';
}

/** What a person asked for cannot be done. */
export class UsageError extends NamedError {
  readonly code: ErrorCode;

  /** @param options.code where programs may want to tell it from other wrong usage */
  constructor(message: string, { code = 'USAGE', ...options }: ErrorOptions & { code?: ErrorCode } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** The command was stopped: by Ctrl-C, or because the reader of its output is gone. */
export class StoppedError extends NamedError {
  readonly code = 'STOPPED';
}

/** Statuses of HTTP that say that the request was wrong: it is malformed, or asks for something that does not exist. */
const WRONG_REQUEST = [400, 404];

/** A server of ours did not do what it was asked over HTTP. */
export abstract class RequestError extends NamedError {
  readonly code: ErrorCode;
  /** Of HTTP; undefined if it did not answer. */
  readonly status: number | undefined;

  constructor(server: 'HQ' | 'PLATFORM', message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    if (status === undefined) this.code = `${server}_NO_ANSWER`;
    else this.code = WRONG_REQUEST.includes(status) ? `${server}_WRONG_REQUEST` : `${server}_REFUSED`;
  }
}
