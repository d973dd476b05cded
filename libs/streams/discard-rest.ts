import type { Readable } from 'node:stream';

/** Most bytes of a refused body that are read and dropped. */
const MAXIMUM_DISCARDED = 32 * 1_024 * 1_024;
/** How long they are read, in ms. */
const DISCARDING_LIMIT_MS = 15_000;

/** Reads and drops the rest of a request. Resolves at its end; destroys it beyond the limits. */
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
