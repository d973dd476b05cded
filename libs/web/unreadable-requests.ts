import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { discardRest } from '../streams/index.ts';
import { answerProblem } from './answer-problem.ts';
import { makeRequestId, REQUEST_ID_HEADER } from './request-id.ts';

/** Node.js refuses more than 16 KiB of headers, and requests that take too long to arrive. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Node.js stores the current response on the connection; its own handler uses this field, too. */
type Answering = Socket & { readonly _httpMessage?: ServerResponse | null };

/** Logs and answers bytes that Node.js cannot read as an HTTP request, and closes the connection. */
export function answerUnreadable(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket): void {
  // A response may be in progress: to a request whose rest came too late.
  const answering = (socket as Answering)._httpMessage?.headersSent === true;
  if (error.code === 'ECONNRESET' || !socket.writable || answering) {
    socket.destroy();
    return;
  }
  const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
  const message = STATUS_CODES[status] ?? '';
  const requestId = makeRequestId();
  // Not an error: browsers open connections in advance.
  if (socket.bytesRead > 0) this.web.refusals.addUnreadable(requestId, status, error.code ?? 'no code');
  const head = [
    `HTTP/1.1 ${status} ${message}`,
    'Connection: close',
    `Content-Length: ${message.length}`,
    'Content-Type: text/plain; charset=utf-8',
    `${REQUEST_ID_HEADER}: ${requestId}`,
  ];
  // Closing with unread bytes would reset the connection, and the client would lose the response.
  socket.removeAllListeners('data');
  socket.end(`${head.join('\r\n')}\r\n\r\n${message}`);
  void discardRest(socket);
}

/** Answers a request whose path cannot be decoded, which reaches no route or filter. */
export function answerMalformedPath(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void reply.header(REQUEST_ID_HEADER, request.id);
  answerProblem(request, reply, { status: 400, detail: 'The path is malformed.' });
}
