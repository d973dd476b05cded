import type { FastifyReply, FastifyRequest } from 'fastify';

/** How much of a refused body is read and dropped, in bytes. */
const MAXIMUM_DISCARDED = 32 * 1_024 * 1_024;
/** For how long, in milliseconds. */
const DISCARDING_LIMIT_MS = 15_000;

/**
 * Reads and drops what is still coming of a request that is answered before its end. Closing the connection over unread
 * bytes makes the kernel reset it, and a reset takes the answer away from the client. Beyond the bounds it is cut off.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6 (last paragraphs)
 */
export function discardRest(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  if (raw.complete || raw.destroyed) return;
  // fastify closes the connection of a body that it does not read.
  reply.removeHeader('connection');
  reply.raw.removeHeader('connection');
  let discarded = 0;
  const limit = setTimeout(() => raw.destroy(), DISCARDING_LIMIT_MS);
  raw.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > MAXIMUM_DISCARDED) raw.destroy();
  });
  raw.on('error', () => undefined);
  raw.once('close', () => {
    clearTimeout(limit);
  });
}
