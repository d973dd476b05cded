import { type BaseIssue, type BaseSchema, type InferOutput, getDotPath, safeParse } from 'valibot';
import { AwsError } from './aws-error.ts';

/**
 * Reads an operation's JSON input by its schema. A strict schema refuses fields that it does not name: what is not kept
 * here must not look as if it were.
 *
 * @param code of the error, as the service has it
 * @throws AwsError naming every field that is wrong, never its value, which may be a secret
 */
export function parseInput<Schema extends BaseSchema<unknown, unknown, BaseIssue<unknown>>>(
  schema: Schema,
  input: unknown,
  code = 'ValidationException',
): InferOutput<Schema> {
  const result = safeParse(schema, input);
  if (result.success) return result.output;
  const problems = result.issues.map(problem);
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  throw new AwsError(code, `${count} detected: ${problems.join('; ')}`);
}

function problem(issue: BaseIssue<unknown>): string {
  const field = `'${getDotPath(issue) ?? 'input'}'`;
  return issue.type === 'strict_object' && issue.expected === 'never'
    ? `${field} is not supported here`
    : `${field} must be ${issue.expected ?? 'something else'}`;
}
