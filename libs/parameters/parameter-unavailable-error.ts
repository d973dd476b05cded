import { TemporaryError } from '../errors/index.ts';

/** A key or an endpoint is not in the environment and cannot be read from SSM. */
export class ParameterUnavailableError extends TemporaryError {
  override readonly name = 'ParameterUnavailableError';

  constructor(path: string, variable: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.name : 'unknown reason';
    super(`SSM parameter ${path} cannot be read (${reason}). Create it, or set ${variable}.`, { cause });
  }
}
