import type { FastifyReply, FastifyRequest } from 'fastify';
import { discardRest } from './discard-rest.ts';
import type { Problem } from './problem.ts';

/** Logs an error, and answers it in the way of the application. */
export function answerProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  const { refusals, renderProblem, retry } = request.server.web;
  refusals.add(request, problem);
  discardRest(request, reply);
  const { type, body } = renderProblem({ ...problem, detail: problem.detail ?? retry }, request);
  void reply.status(problem.status).type(type).serializer(String).send(body);
}
