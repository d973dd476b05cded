import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { discardRest } from '../streams/index.ts';
import type { Problem } from './problem.ts';

/** Logs an error, and answers it in the way of the application. */
export function answerProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  const { refusals, renderProblem, retry } = request.server.web;
  refusals.add(request, problem);
  const { type, body } = renderProblem({ ...problem, detail: problem.detail ?? retry }, request);
  const { raw } = request;
  void reply
    .status(problem.status)
    .headers({ 'content-type': type, 'content-length': Buffer.byteLength(body) })
    .serializer(String)
    .send(raw.complete || raw.readableEnded ? body : Readable.from(bodyThenRest(body, raw)));
}

/**
 * An answer before the end of its request. The client has all of it at once; the response ends once the request has, since
 * a connection that is closed over unread bytes is reset, and a reset takes the answer away from the client.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6 (last paragraphs)
 */
async function* bodyThenRest(body: string, request: IncomingMessage): AsyncGenerator<string> {
  const rest = discardRest(request);
  yield body;
  await rest;
}
