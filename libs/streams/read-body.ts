import { type IncomingMessage } from 'node:http';

/** Why a body could not be read: larger than the limit, or the caller went away before its end. */
export class BodyError extends Error {
  constructor(readonly reason: 'too large' | 'broken off') {
    super(`The request body is ${reason}.`);
  }
}

/**
 * How much of a body beyond the limit is read and thrown away, so that a caller who sends first and reads later gets the
 * answer and not a reset connection.
 */
const DISCARDED = 8 * 1024 * 1024;

/**
 * Reads a whole request body of at most `limit` bytes; how long the caller may take is the server's `requestTimeout`.
 *
 * @throws BodyError
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      if (size > limit + DISCARDED) {
        request.pause();
        reject(new BodyError('too large'));
      }
    });
    request.once('end', () => {
      if (size > limit) reject(new BodyError('too large'));
      else resolve(Buffer.concat(chunks));
    });
    // A request closes after its end, too.
    const brokenOff = () => {
      if (!request.readableEnded) reject(new BodyError('broken off'));
    };
    request.once('error', brokenOff);
    request.once('close', brokenOff);
  });
}
