import { TemporaryError } from '../errors/index.ts';

/** A key or an endpoint is not in the environment, and SSM does not give it either. */
export class ParameterUnavailableError extends TemporaryError {
  override readonly name = 'ParameterUnavailableError';

  constructor(path: string, variable: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.name : 'unknown reason';
    super(`SSM parameter ${path} cannot be read (${reason}). Put it there, or set ${variable}.`, { cause });
  }
}
