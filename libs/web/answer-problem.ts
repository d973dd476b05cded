import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { discardRest } from './discard-rest.ts';

/**
 * Answers an error: as problem details to a caller that accepts JSON, as one line of text to any other.
 *
 * @param detail a fixed sentence. 503 adds the id of the request, by which the log tells more
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function answerProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, detail }: { readonly status: number; readonly detail: string },
): void {
  discardRest(request, reply);
  void reply.status(status);
  if (request.headers.accept?.includes('json')) {
    const title = STATUS_CODES[status] ?? '';
    const problem = { type: 'about:blank', title, status, detail, requestId: request.id };
    void reply.type('application/problem+json').serializer(JSON.stringify).send(problem);
    return;
  }
  const text = status === 503 ? `${detail} Request ${request.id}` : detail;
  void reply.type('text/plain; charset=utf-8').send(text);
}
