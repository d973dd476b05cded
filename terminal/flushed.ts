import type { Writable } from 'node:stream';

/**
 * Resolves when a stream has flushed everything that was written to it, or its reader is gone. Call it before
 * process.exit(), which drops what a slow reader of a pipe has not read yet.
 */
export function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}
