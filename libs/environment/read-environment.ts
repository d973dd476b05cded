import * as v from 'valibot';
import { EnvironmentError } from './environment-error.ts';

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and validates an environment. An empty variable counts as absent, as an unset secret of a container is.
 *
 * @throws EnvironmentError that names all wrong variables, without values
 */
export function readEnvironment<T extends v.GenericSchema>(schema: T, env: Environment): v.InferOutput<T> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = v.safeParse(schema, given, { abortPipeEarly: true });
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const name = v.getDotPath(issue)?.split('.')[0] ?? '?';
    return issue.kind === 'schema' && issue.received === 'undefined'
      ? `${name} is missing`
      : `${name} ${issue.message}`;
  });
  throw new EnvironmentError([...new Set(problems)]);
}
