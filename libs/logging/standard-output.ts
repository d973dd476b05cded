import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import sonicBoom from 'sonic-boom';
import type { LogDestination } from './log-destination.ts';

/** Largest buffer for a slow reader, in bytes: some thousand lines. */
const MAXIMUM_WAITING = 1_024 * 1_024;
/** Lines are written in batches: after this many ms, or this many characters. */
const GATHERING_MS = 50;
const MAXIMUM_GATHERED = 16 * 1_024;
/** How long a flush waits for a reader that does not read, in ms. */
const FLUSH_LIMIT_MS = 500;

/**
 * A process's own standard output. Its reader may be slow, stalled or gone (`monolith | head`). Lines that cannot be
 * written are dropped, so that the process goes on, can exit, and keeps its memory bounded.
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
   * @param fd a file descriptor; tests use another one than standard output
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
    // A closed pipe or socket stays closed. A full disk may have room again.
    this.#stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      this.#isClosed ||= code === 'EPIPE' || code === 'ECONNRESET';
    });
  }

  /** @param line ends with a line feed */
  write(line: string): void {
    if (this.#isClosed) return;
    this.#gathered += line;
    if (this.#gathered.length >= MAXIMUM_GATHERED) this.#passOn();
    else this.#timer ??= setTimeout(this.#passOn, GATHERING_MS);
  }

  /** Waits for a running write, so that lines stay in order. */
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

  /** For a process that exits without a flush: its last lines say why. */
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
