import { Injectable, StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { HttpError } from './http-error.ts';

/** Messages may repeat what was sent, up to this length. */
const MAXIMUM_MESSAGE = 200;

/**
 * Reads a body, which arrives as text whatever its content type, as a JSON object, and validates it with the schema that
 * its parameter names: `@Body({ schema })`. SNS posts JSON as text/plain, original microservices with no type at all.
 */
@Injectable()
export class BodyPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: ([issue]) => {
        const path = issue?.path?.map((part) => (typeof part === 'object' ? part.key : part));
        const field = path?.join('.').slice(0, 40);
        return new HttpError(400, issue?.message.slice(0, MAXIMUM_MESSAGE) ?? '', field);
      },
    });
  }

  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const body = metadata.type === 'body' ? parseObject(value) : value;
    return super.transform(body as T, metadata);
  }

  /** Schemas take the names that they know. Nest's own walk through a deep body would overflow the stack. */
  protected override stripProtoKeys(): void {
    return;
  }
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
