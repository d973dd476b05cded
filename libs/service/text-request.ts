import { BadRequestException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** A request to one of our services, whose body was read as text whatever its content type. */
export type TextRequest = Pick<FastifyRequest, 'headers' | 'body'>;

export function textOf({ body }: TextRequest): string {
  return typeof body === 'string' ? body : '';
}

/** @throws BadRequestException if the text is not a JSON object */
export function parseObject(text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadRequestException(text === '' ? 'The body is empty.' : 'The body is not JSON.');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new BadRequestException('The body must be a JSON object.');
  }
  return json as Record<string, unknown>;
}
