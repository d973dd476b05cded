import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestContext } from '../request-context/index.ts';
import type { Problem } from './problem.ts';

/** Logs requests that were refused or failed, except refused GETs such as health checks. */
export class RefusalLog {
  readonly #logger = new Logger(RefusalLog.name);

  add(request: FastifyRequest, problem: Problem): void {
    if (request.method === 'GET' && problem.error === undefined) return;
    this.write(
      request.id,
      `${request.method} ${pathOf(request)} → ${statusAndReason(problem)}`,
      problem.error,
    );
  }

  /** @param code Node.js's error code: nothing else is known of the request */
  addUnreadable(requestId: string, status: number, code: string): void {
    this.write(requestId, `Unreadable request → ${status}: ${code}`);
  }

  /** Writes a line that carries the id of the request. */
  protected write(requestId: string, line: string, error?: unknown): void {
    const write = () => {
      if (error === undefined) this.#logger.warn(line);
      else this.#logger.error(line, error);
    };
    // A body that was refused before its end reaches no hook that opens a context.
    if (requestContext.getStore()) write();
    else requestContext.run({ requestId }, write);
  }
}

/** The path of a request without its query, which may contain a key. */
export function pathOf({ url }: FastifyRequest): string {
  return url.slice(0, 200).split('?')[0] ?? '';
}

/** The status and reason of a problem, for the log. */
export function statusAndReason({ status, detail = '', reason = detail }: Problem): string {
  return `${status}: ${reason}`;
}
