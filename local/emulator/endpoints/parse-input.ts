import { type BaseIssue, type BaseSchema, type InferOutput, getDotPath, safeParse } from 'valibot';
import { AwsError } from './aws-error.ts';

/**
 * Reads an operation's JSON input by its schema; fields that the schema does not name are left out, as AWS does.
 *
 * @throws AwsError ValidationException naming every field that is wrong, never its value, which may be a secret.
 */
export function parseInput<Schema extends BaseSchema<unknown, unknown, BaseIssue<unknown>>>(
  schema: Schema,
  input: unknown,
): InferOutput<Schema> {
  const result = safeParse(schema, input);
  if (result.success) return result.output;
  const problems = result.issues.map(
    (issue) => `'${getDotPath(issue) ?? 'input'}' must be ${issue.expected ?? 'something else'}`,
  );
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  throw new AwsError('ValidationException', `${count} detected: ${problems.join('; ')}`);
}
