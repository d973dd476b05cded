import {
  Catch,
  HttpException,
  Logger,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TemporaryError } from '../errors/index.ts';
import { requestContext } from '../request-context/index.ts';
import { answerProblem } from './answer-problem.ts';
import { Routes } from './routes.ts';

interface Problem {
  readonly status: number;
  /** A fixed sentence: nothing of an unexpected error. */
  readonly detail: string;
  /** What the log says, where that is more. */
  readonly reason?: string;
  /** An error that nobody expected: the log has its stack. */
  readonly error?: unknown;
}

/**
 * Answers what a handler, a guard or a pipe threw. A verdict on the request keeps its 4xx. Everything else becomes 503,
 * because SNS repeats that and would drop the order on a 4xx; its message, stack and causes go to the log alone.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  constructor(private readonly routes: Routes) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.#problemOf(exception, request, reply);
    // A body that was refused before its end reaches no hook that opens a context.
    if (requestContext.getStore()) this.#log(request, problem);
    else {
      requestContext.run({ requestId: request.id }, () => {
        this.#log(request, problem);
      });
    }
    answerProblem(request, reply, problem);
  }

  #problemOf(exception: unknown, request: FastifyRequest, reply: FastifyReply): Problem {
    if (!(exception instanceof NotFoundException)) return problemOf(exception);
    const allowed = this.routes.methodsAt(request.url);
    if (allowed.length === 0) return { status: 404, detail: 'There is nothing at this path.' };
    void reply.header('allow', allowed.join(', '));
    return { status: 405, detail: `This path takes ${allowed.join(' and ')} only.` };
  }

  #log({ method, url }: FastifyRequest, { status, detail, reason = detail, error }: Problem): void {
    if (method === 'GET' && error === undefined) return;
    // Without the query: it might hold a key.
    const [path = ''] = url.slice(0, 200).split('?');
    const line = `${method} ${path} → ${status}: ${reason}`;
    if (error === undefined) this.#logger.warn(line);
    else this.#logger.error(line, error);
  }
}

const REPEAT = { status: 503, detail: 'Not fulfilled, please repeat.' };

function problemOf(exception: unknown): Problem {
  if (exception instanceof HttpException) return problemOfStatus(exception.getStatus(), exception.message);
  const status = statusOfBrokenRequest(exception);
  if (status !== undefined) return { status, detail: 'The request is malformed.' };
  const reason = exception instanceof Error ? exception.message : 'unknown error';
  return exception instanceof TemporaryError
    ? { ...REPEAT, reason }
    : { ...REPEAT, reason, error: exception };
}

/** NestJS makes an HttpException of what fastify refuses to read, too, and of fastify's own failures. */
function problemOfStatus(status: number, message: string): Problem {
  if (status === 413) return { status, detail: 'The body is larger than 1 MiB.' };
  return status < 500 ? { status, detail: message } : { ...REPEAT, reason: message };
}

/** A request that broke off while its body was read comes as an error of Node.js that carries the status. */
function statusOfBrokenRequest(exception: unknown): number | undefined {
  if (!(exception instanceof Error) || !('statusCode' in exception)) return undefined;
  const { statusCode } = exception;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
