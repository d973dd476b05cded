import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { discardRest } from './discard-rest.ts';

/**
 * Answers an error: as problem details to a caller that accepts JSON, as one line of text to any other.
 *
 * @param detail a fixed sentence. 503 adds the id of the request, by which the log tells more
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function answerProblem(
  { id, headers, raw }: FastifyRequest,
  reply: FastifyReply,
  { status, detail }: { readonly status: number; readonly detail: string },
): void {
  let body = status === 503 ? `${detail} Request ${id}` : detail;
  let type = 'text/plain; charset=utf-8';
  if (headers.accept?.includes('json')) {
    const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail, requestId: id };
    body = JSON.stringify(problem);
    type = 'application/problem+json';
  }
  void reply
    .status(status)
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
