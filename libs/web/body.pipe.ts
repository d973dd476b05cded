import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { HttpError } from './http-error.ts';

/** Messages may repeat what was sent, up to this length. */
const MAXIMUM_MESSAGE = 200;
const MAXIMUM_FIELD = 40;

/**
 * Reads a body, which arrives as text whatever its content type, as a JSON object, and validates it with the schema that
 * its parameter names: `@Body({ schema })`. SNS posts JSON as text/plain, original microservices with no type at all.
 * Other parameters are validated, too: `@Query({ schema })`.
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  /** Answers at once where the schema does, unlike Nest's StandardSchemaValidationPipe: a promise costs. */
  transform(given: unknown, { type, schema }: ArgumentMetadata): unknown {
    const value = type === 'body' ? parseObject(given) : given;
    const result = schema?.['~standard'].validate(value) ?? { value };
    // What is wrong with no field alone is wrong with the whole.
    const whole = type === 'body' ? type : undefined;
    return result instanceof Promise
      ? result.then((validated) => valueOf(validated, whole))
      : valueOf(result, whole);
  }
}

type Validate = NonNullable<ArgumentMetadata['schema']>['~standard']['validate'];

/** @throws HttpError with the first issue, and its field or else the whole */
function valueOf(result: Awaited<ReturnType<Validate>>, whole: string | undefined): unknown {
  if (!result.issues) return result.value;
  const [issue] = result.issues;
  const path = issue?.path?.map((part) => (typeof part === 'object' ? part.key : part));
  throw new HttpError(
    400,
    issue?.message.slice(0, MAXIMUM_MESSAGE) ?? '',
    path?.join('.').slice(0, MAXIMUM_FIELD) ?? whole,
  );
}

/**
 * The JSON object in a body.
 *
 * @param body text, or what a guard has already read from it
 * @throws HttpError if the text holds anything else
 */
export function parseObject(body: unknown): Readonly<Record<string, unknown>> {
  if (isObject(body)) return body;
  let json: unknown;
  try {
    json = JSON.parse(typeof body === 'string' ? body : '');
  } catch {
    throw new HttpError(400, body ? 'The body is not JSON.' : 'The body is empty.', 'body');
  }
  if (isObject(json)) return json;
  throw new HttpError(400, 'The body must be a JSON object.', 'body');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
