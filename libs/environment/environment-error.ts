/** The environment of a program is wrong. Lists every problem at once, by variable name and without values. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration is wrong: ${problems.join('; ')}. See the table of variables in docs/services.md.`,
    );
  }
}
