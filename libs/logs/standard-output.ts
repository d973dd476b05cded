import sonicBoom from 'sonic-boom';
import type { LogDestination } from './logs.ts';

/** What may wait for a reader that is slow, in bytes: some thousand lines. */
const MAXIMUM_WAITING = 1_024 * 1_024;
/** How long a flush waits for a reader that does not read, in milliseconds. It blocks the process meanwhile. */
const FLUSH_LIMIT_MS = 500;

/**
 * A process's own standard output. Its reader may be slow, stalled or gone (`monolith | head`), and that may neither end
 * the process, nor keep it from ending, nor fill its memory: what cannot be written is dropped.
 */
export class StandardOutput implements LogDestination {
  readonly #stream: sonicBoom.SonicBoom;
  readonly #tellDropped: (count: number) => string;
  #isClosed = false;
  #dropped = 0;
  #flushingUntil = Infinity;

  /** @param tellDropped makes the line that tells how many were dropped, once the reader reads again */
  constructor(tellDropped: (count: number) => string) {
    this.#tellDropped = tellDropped;
    this.#stream = new sonicBoom.SonicBoom({
      fd: process.stdout.fd,
      sync: false,
      maxLength: MAXIMUM_WAITING,
      retryEAGAIN: () => performance.now() < this.#flushingUntil,
    });
    this.#stream.on('drop', () => {
      this.#drop();
    });
    // No reader comes back to a pipe or a socket that it closed.
    this.#stream.on('error', () => (this.#isClosed = true));
  }

  write(line: string): void {
    if (!this.#isClosed) this.#stream.write(line);
  }

  flushSync(): void {
    if (this.#isClosed) return;
    this.#flushingUntil = performance.now() + FLUSH_LIMIT_MS;
    try {
      this.#stream.flushSync();
    } catch {
      // Nobody is there to be told.
    } finally {
      this.#flushingUntil = Infinity;
    }
  }

  #drop(): void {
    if (this.#dropped === 0) {
      this.#stream.once('drain', () => {
        const count = this.#dropped;
        this.#dropped = 0;
        this.write(this.#tellDropped(count));
      });
    }
    this.#dropped += 1;
  }
}
