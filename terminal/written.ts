import type { Writable } from 'node:stream';

/**
 * Resolves when a stream has passed on what was written to it, or nobody reads it any more: process.exit() drops what a slow
 * reader of a pipe has not taken yet.
 */
export function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}
