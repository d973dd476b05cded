import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export type RequestHeaders = FastifyRequest['headers'];

/** The headers of a request, for a pipe: Nest's `Headers` takes none. */
export const RequestHeaders = createParamDecorator(
  (_data: unknown, context: ExecutionContext): RequestHeaders =>
    context.switchToHttp().getRequest<FastifyRequest>().headers,
);
