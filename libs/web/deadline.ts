import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem } from './answer-problem.ts';

/**
 * Begins the time that a request may take, if it has a bound. At its end the caller is answered 503, and the signal tells
 * all that still works for it to stop.
 */
export function beginDeadline(request: FastifyRequest, reply: FastifyReply): AbortSignal | undefined {
  const limitMs = request.routeOptions.config.deadlineMs ?? request.server.web.deadlineMs;
  if (limitMs === undefined) return undefined;
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const reason = `not done within ${limitMs} ms`;
    controller.abort(new Error(reason));
    if (!reply.sent) answerProblem(request, reply, { status: 503, reason });
  }, limitMs);
  reply.raw.once('close', () => {
    clearTimeout(timer);
  });
  return controller.signal;
}
