import {
  Catch,
  HttpException,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TemporaryError } from '../errors/index.ts';
import { answerProblem } from './answer-problem.ts';
import { HttpError } from './http-error.ts';
import type { Problem } from './problem.ts';
import { Routes } from './routes.ts';

/**
 * Answers errors of handlers, guards and pipes. An invalid request keeps its 4xx. Everything else becomes 503, because SNS
 * retries that and would drop the order on a 4xx; its message, stack and causes go to the log alone.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: Routes) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    answerProblem(request, reply, this.#problemOf(exception, request, reply));
  }

  #problemOf(exception: unknown, request: FastifyRequest, reply: FastifyReply): Problem {
    if (!(exception instanceof NotFoundException)) return problemOf(exception, request);
    const allowed = this.routes.methodsAt(request.url);
    if (allowed.length === 0) return { status: 404, detail: 'There is nothing at this path.' };
    void reply.header('allow', allowed.join(', '));
    return { status: 405, detail: `This path takes ${allowed.join(' and ')} only.` };
  }
}

function problemOf(exception: unknown, request: FastifyRequest): Problem {
  if (exception instanceof HttpError) {
    return { status: exception.getStatus(), detail: exception.message, field: exception.field };
  }
  if (exception instanceof HttpException) {
    return problemOfStatus(exception.getStatus(), exception.message, request);
  }
  // The client disconnected while its body was read.
  if (request.raw.readableAborted) return { status: 400, detail: 'The request is malformed.' };
  const reason = exception instanceof Error ? exception.message : 'unknown error';
  return exception instanceof TemporaryError
    ? { status: 503, reason }
    : { status: 503, reason, error: exception };
}

/** NestJS also turns fastify's refusals and failures into an HttpException. */
function problemOfStatus(status: number, message: string, { server }: FastifyRequest): Problem {
  if (status === 413) {
    return {
      status,
      detail: `The body is larger than ${sizeOf(server.web.maximumBodyLength)}.`,
      field: 'body',
    };
  }
  return status < 500 ? { status, detail: message } : { status: 503, reason: message };
}

function sizeOf(bytes: number): string {
  return bytes < 1_024 * 1_024 ? `${bytes / 1_024} KiB` : `${bytes / 1_024 / 1_024} MiB`;
}
