import {
  Catch,
  HttpException,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { FulfillmentError } from '../fulfillment/index.ts';
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Logs } from '../logs/index.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'POST'];

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

  constructor(logs: Logs) {
    this.#logs = logs;
  }

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const allowed = exception instanceof NotFoundException ? methodsAllowedAt(request) : [];
    const problem = allowed.length > 0 ? methodNotAllowed(allowed) : problemOf(exception);
    if (allowed.length > 0) void reply.header('allow', allowed.join(', '));
    if (request.method !== 'GET') {
      const orderId = exception instanceof FulfillmentError ? exception.orderId : undefined;
      const asked = `${request.method} ${request.url.slice(0, 200)}`;
      this.#logs.warn(`${asked} → ${problem.status}: ${problem.message}`, { orderId });
    }
    void reply.status(problem.status).type('text/plain; charset=utf-8').send(problem.message);
  }
}

function methodsAllowedAt(request: FastifyRequest): HTTPMethods[] {
  const [url = '/'] = request.url.split('?');
  return METHODS.filter((method) => request.server.hasRoute({ method, url }));
}

function methodNotAllowed(allowed: readonly string[]): Problem {
  return { status: 405, message: `This path takes ${allowed.join(' and ')} only.` };
}

function problemOf(exception: unknown): Problem {
  if (exception instanceof NotFoundException)
    return { status: 404, message: 'There is nothing at this path.' };
  if (exception instanceof HttpException)
    return { status: exception.getStatus(), message: exception.message };
  const status = statusOfParser(exception);
  if (status === 413) return { status, message: 'The body is larger than 1 MiB.' };
  if (status !== undefined) return { status, message: 'The request is malformed.' };
  const message = exception instanceof Error ? exception.message : 'Unknown error';
  return { status: 503, message: `Not fulfilled, please repeat: ${message}` };
}

/** Fastify refuses what it cannot read with an error that carries the status, before any handler runs. */
function statusOfParser(exception: unknown): number | undefined {
  if (!(exception instanceof Error) || !('statusCode' in exception)) return undefined;
  const { statusCode } = exception;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
