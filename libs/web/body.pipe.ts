import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { HttpError } from './http-error.ts';

/** Longest value of the body that a message quotes. */
const MAXIMUM_MESSAGE = 200;
const MAXIMUM_FIELD = 40;

/**
 * Parses a body as a JSON object and validates it with the schema of its parameter: `@Body({ schema })`. The content type
 * is ignored: SNS posts JSON as text/plain, original microservices without a type. Also validates other parameters:
 * `@Query({ schema })`.
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  /** Synchronous if the schema is, unlike Nest's StandardSchemaValidationPipe, to save the cost of a promise. */
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
 * @param body text, or the object that a guard has already parsed
 * @throws HttpError if the text is not a JSON object
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
