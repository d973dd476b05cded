import * as v from 'valibot';
import { AwsError } from './aws-error.ts';
import { type JsonOperation } from './json-protocol.ts';

/**
 * Makes operations of a JSON service: the fields of the input with a schema each, and what answers it. A field without a
 * schema is refused: an answer must not suggest that it was kept.
 *
 * @param code the service's error code for wrong input; the message names every wrong field, and no value, which may be secret
 */
export function jsonOperations(code: string) {
  return <Fields extends v.ObjectEntries>(
    fields: Fields,
    answer: (input: v.InferOutput<v.StrictObjectSchema<Fields, undefined>>, aborted: AbortSignal) => unknown,
  ): JsonOperation => {
    const schema = v.strictObject(fields);
    return (input, aborted) => {
      const result = v.safeParse(schema, input);
      if (result.success) return answer(result.output, aborted);
      const problems = result.issues.map(problem);
      const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
      throw new AwsError(code, `${count} detected: ${problems.join('; ')}`);
    };
  };
}

function problem(issue: v.BaseIssue<unknown>): string {
  const field = `'${v.getDotPath(issue) ?? 'input'}'`;
  return issue.type === 'strict_object' && issue.expected === 'never'
    ? `${field} is not supported here`
    : `${field} must be ${issue.expected ?? 'something else'}`;
}
