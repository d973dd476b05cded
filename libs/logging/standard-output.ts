import { setTimeout as delay } from 'node:timers/promises';
import sonicBoom from 'sonic-boom';
import type { LogDestination } from './logger.ts';

/** What may wait for a reader that is slow, in bytes: some thousand lines. */
const MAXIMUM_WAITING = 1_024 * 1_024;
/** How long a flush waits for a reader that does not read, in milliseconds. */
const FLUSH_LIMIT_MS = 500;

/**
 * A process's own standard output. Its reader may be slow, stalled or gone (`monolith | head`), and that may neither end
 * the process, nor keep it from ending, nor fill its memory: what cannot be written is dropped.
 */
export class StandardOutput implements LogDestination {
  readonly #stream: sonicBoom.SonicBoom;
  readonly #onDropped: (count: number) => void;
  #isClosed = false;
  #dropped = 0;

  /**
   * @param onDropped called with the number of dropped lines once the reader reads again
   * @param fd another file than standard output, for tests
   */
  constructor(onDropped: (count: number) => void, fd: number = process.stdout.fd) {
    this.#onDropped = onDropped;
    this.#stream = new sonicBoom.SonicBoom({
      fd,
      sync: false,
      maxLength: MAXIMUM_WAITING,
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

  /** Not at once: a write that is in hand would come after what is written past it. */
  async flush(): Promise<void> {
    if (this.#isClosed) return;
    const limit = new AbortController();
    const written = new Promise<void>((resolve) => {
      this.#stream.flush(() => {
        resolve();
      });
    });
    const late = delay(FLUSH_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([written, late]);
    limit.abort();
  }

  #drop(): void {
    if (this.#dropped === 0) {
      this.#stream.once('drain', () => {
        const count = this.#dropped;
        this.#dropped = 0;
        this.#onDropped(count);
      });
    }
    this.#dropped += 1;
  }
}
