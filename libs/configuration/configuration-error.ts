/** The environment of a service is wrong. Lists every problem at once, by variable name and without values. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is wrong: ${problems.join('; ')}. See the table of variables in README.md.`);
  }
}
