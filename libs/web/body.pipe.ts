import { BadRequestException, Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';

/**
 * Reads a body, which arrives as text whatever its content type, as a JSON object, and validates it with the schema that
 * its parameter names: `@Body({ schema })`. SNS posts JSON as text/plain, original microservices with no type at all.
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  /** Answers at once where the schema does, unlike Nest's StandardSchemaValidationPipe: a promise costs. */
  transform(value: unknown, { type, schema }: ArgumentMetadata): unknown {
    if (type !== 'body') return value;
    const body = parseObject(value);
    const result = schema?.['~standard'].validate(body) ?? { value: body };
    return result instanceof Promise ? result.then(valueOf) : valueOf(result);
  }
}

type Validate = NonNullable<ArgumentMetadata['schema']>['~standard']['validate'];

/** @throws BadRequestException with the first issue */
function valueOf(result: Awaited<ReturnType<Validate>>): unknown {
  if (result.issues) throw new BadRequestException(result.issues[0]?.message);
  return result.value;
}

/**
 * The JSON object in a body.
 *
 * @param body text, or what a guard has already read from it
 * @throws BadRequestException if the text holds anything else
 */
export function parseObject(body: unknown): Readonly<Record<string, unknown>> {
  if (isObject(body)) return body;
  let json: unknown;
  try {
    json = JSON.parse(typeof body === 'string' ? body : '');
  } catch {
    throw new BadRequestException(body ? 'The body is not JSON.' : 'The body is empty.');
  }
  if (isObject(json)) return json;
  throw new BadRequestException('The body must be a JSON object.');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
