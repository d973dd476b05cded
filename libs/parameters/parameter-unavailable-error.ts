/** A key or an endpoint is neither in the environment nor to be had from SSM. */
export class ParameterUnavailableError extends Error {
  override readonly name = 'ParameterUnavailableError';

  constructor(path: string, variable: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.name : 'unknown reason';
    super(`SSM parameter ${path} cannot be read (${reason}). Put it there, or set ${variable}.`, { cause });
  }
}
