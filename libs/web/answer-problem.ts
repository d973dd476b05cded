import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { discardRest } from '../streams/index.ts';
import type { Problem } from './problem.ts';

/** Logs an error and sends the response, in the application's format. */
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
 * Sends a response before the end of its request. The client gets all of it at once; the response ends when the request
 * does. Closing earlier, with unread bytes, would reset the connection, and the client would lose the response.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6 (last paragraphs)
 */
async function* bodyThenRest(body: string, request: IncomingMessage): AsyncGenerator<string> {
  const rest = discardRest(request);
  yield body;
  await rest;
}
