import * as v from 'valibot';
import { Refusal } from './answer.ts';

/**
 * Reads a JSON object from a body; an empty body is an empty object.
 *
 * @throws Refusal 400, naming the field
 */
export function parse<S extends v.GenericSchema>(schema: S, body: string): v.InferOutput<S> {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw new Refusal(400, 'The body must be JSON.', 'body');
  }
  if (Array.isArray(value)) throw new Refusal(400, 'The body must be a JSON object.', 'body');
  const judged = v.safeParse(schema, value, { abortEarly: true });
  if (judged.success) return judged.output;
  const [issue] = judged.issues;
  const field = v.getDotPath(issue) ?? 'body';
  throw new Refusal(400, `${field}: ${issue.message.slice(0, 200)}`, field.slice(0, 40));
}
