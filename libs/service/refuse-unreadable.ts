import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** Node.js's parser stops at 16 KiB of headers, and gives up on a request that takes too long to arrive. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is no HTTP request, before there is one that fastify could answer, and closes the connection. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
  const message = STATUS_CODES[status] ?? '';
  const head = [
    `HTTP/1.1 ${status} ${message}`,
    'Connection: close',
    `Content-Length: ${message.length}`,
    'Content-Type: text/plain; charset=utf-8',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${message}`);
  socket.destroy();
}

/** Answers a request whose path cannot be decoded, which therefore reaches no route and no filter. */
export function refuseMalformedPath(_error: Error, _request: unknown, reply: FastifyReply): void {
  void reply.status(400).type('text/plain; charset=utf-8').send('The path is malformed.');
}
