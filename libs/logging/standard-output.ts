import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import sonicBoom from 'sonic-boom';
import type { LogDestination } from './log-destination.ts';

/** What may wait for a reader that is slow, in bytes: some thousand lines. */
const MAXIMUM_WAITING = 1_024 * 1_024;
/** Lines are written together: those of so many milliseconds, or of so many characters. */
const GATHERING_MS = 50;
const MAXIMUM_GATHERED = 16 * 1_024;
/** How long a flush waits for a reader that does not read, in milliseconds. */
const FLUSH_LIMIT_MS = 500;

/**
 * A process's own standard output. Its reader may be slow, stalled or gone (`monolith | head`), and that may neither end
 * the process, nor keep it from ending, nor fill its memory: what cannot be written is dropped.
 */
export class StandardOutput implements LogDestination {
  readonly #stream: sonicBoom.SonicBoom;
  readonly #onDropped: (count: number) => void;
  readonly #fd: number;
  #isClosed = false;
  #gathered = '';
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  /**
   * @param onDropped called with the number of dropped lines once the reader reads again
   * @param fd another file than standard output, for tests
   */
  constructor(onDropped: (count: number) => void, fd: number = process.stdout.fd) {
    this.#onDropped = onDropped;
    this.#fd = fd;
    this.#stream = new sonicBoom.SonicBoom({
      fd,
      sync: false,
      maxLength: MAXIMUM_WAITING,
    });
    this.#stream.on('drop', (lines: string) => {
      this.#drop(lines.split('\n').length - 1);
    });
    // No reader comes back to a pipe or a socket that it closed. A disk may have room again.
    this.#stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      this.#isClosed ||= code === 'EPIPE' || code === 'ECONNRESET';
    });
  }

  /** @param line with its line feed */
  write(line: string): void {
    if (this.#isClosed) return;
    this.#gathered += line;
    if (this.#gathered.length >= MAXIMUM_GATHERED) this.#passOn();
    else this.#timer ??= setTimeout(this.#passOn, GATHERING_MS);
  }

  /** Not at once: a write that is in hand would come after what is written past it. */
  async flush(): Promise<void> {
    if (this.#isClosed) return;
    this.#passOn();
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

  /** For a process that exits without a flush: what it said last tells why. */
  writeRest(): void {
    if (this.#isClosed || this.#gathered === '') return;
    try {
      writeSync(this.#fd, this.#gathered);
    } catch {
      // Nobody reads.
    }
    this.#gathered = '';
  }

  readonly #passOn = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#gathered;
    this.#gathered = '';
    if (lines !== '') this.#stream.write(lines);
  };

  #drop(count: number): void {
    if (this.#dropped === 0) {
      this.#stream.once('drain', () => {
        const dropped = this.#dropped;
        this.#dropped = 0;
        this.#onDropped(dropped);
      });
    }
    this.#dropped += count;
  }
}
