import type { Readable } from 'node:stream';

/** How much of a refused body is read and dropped, in bytes. */
const MAXIMUM_DISCARDED = 32 * 1_024 * 1_024;
/** For how long, in milliseconds. */
const DISCARDING_LIMIT_MS = 15_000;

/** Reads and drops what is still coming of a request. Resolves at its end; beyond the bounds, cuts it off. */
export function discardRest(request: Readable): Promise<void> {
  return new Promise((resolve) => {
    let discarded = 0;
    const limit = setTimeout(() => request.destroy(), DISCARDING_LIMIT_MS);
    const end = () => {
      clearTimeout(limit);
      resolve();
    };
    request
      .on('data', (chunk: Buffer) => {
        discarded += chunk.length;
        if (discarded > MAXIMUM_DISCARDED) request.destroy();
      })
      .on('error', end)
      .once('end', end)
      .once('close', end);
  });
}
