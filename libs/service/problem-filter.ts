import {
  Catch,
  HttpException,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { FulfillmentError } from '../fulfillment/index.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logs } from '../logs/index.ts';
import type { Routes } from './routes.ts';

interface Problem {
  readonly status: number;
  readonly message: string;
}

/**
 * Answers what a handler threw, as one line of text. A judgement on the request keeps its 4xx; everything else becomes
 * 503, because SNS repeats that, and would drop the order on a 4xx. The cause goes to the log, never into the answer.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logs: Logs;
  readonly #routes: Routes;

  constructor(logs: Logs, routes: Routes) {
    this.#logs = logs;
    this.#routes = routes;
  }

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const allowed = exception instanceof NotFoundException ? this.#routes.methodsAt(request.url) : [];
    const problem = allowed.length > 0 ? methodNotAllowed(allowed) : problemOf(exception);
    if (allowed.length > 0) void reply.header('allow', allowed.join(', '));
    if (request.method !== 'GET') {
      const orderId = exception instanceof FulfillmentError ? exception.orderId : undefined;
      // Without the query: somebody may have put a key there.
      const [path = ''] = request.url.slice(0, 200).split('?');
      const asked = `${request.method} ${path}`;
      this.#logs.warn(`${asked} → ${problem.status}: ${problem.message}`, { orderId });
    }
    void reply.status(problem.status).type('text/plain; charset=utf-8').send(problem.message);
  }
}

function methodNotAllowed(allowed: readonly string[]): Problem {
  return { status: 405, message: `This path takes ${allowed.join(' and ')} only.` };
}

function problemOf(exception: unknown): Problem {
  if (exception instanceof NotFoundException)
    return { status: 404, message: 'There is nothing at this path.' };
  if (exception instanceof HttpException) return problemOfStatus(exception.getStatus(), exception.message);
  const status = statusOfBrokenRequest(exception);
  if (status !== undefined) return { status, message: 'The request is malformed.' };
  const message = exception instanceof Error ? exception.message : 'Unknown error';
  return { status: 503, message: `Not fulfilled, please repeat: ${message}` };
}

/** NestJS makes an HttpException of what fastify refuses to read, too, and of fastify's own failures. */
function problemOfStatus(status: number, message: string): Problem {
  if (status === 413) return { status, message: 'The body is larger than 1 MiB.' };
  return status < 500 ? { status, message } : { status: 503, message };
}

/** A request that broke off while its body was read comes as an error of Node.js that carries the status. */
function statusOfBrokenRequest(exception: unknown): number | undefined {
  if (!(exception instanceof Error) || !('statusCode' in exception)) return undefined;
  const { statusCode } = exception;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
