import { mkdir, open, rename, stat, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

const MAXIMUM_SIZE = 64 * 1_024 * 1_024;
const CHECK_INTERVAL_MS = 10_000;
const TAIL_LENGTH = 4_096;

/**
 * Where a program's output goes. The log of the last run is kept beside it as `.old`; one that grows beyond 64 MiB is
 * begun anew.
 */
export class LogFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Opens an empty file for appending. */
  async begin(): Promise<FileHandle> {
    await mkdir(dirname(this.path), { recursive: true });
    await rename(this.path, `${this.path}.old`).catch(() => undefined);
    return open(this.path, 'a', 0o600);
  }

  /** Keeps the file from growing without end. @returns ends that */
  watch(): () => void {
    const timer = setInterval(() => {
      void stat(this.path)
        .then(({ size }) => (size > MAXIMUM_SIZE ? truncate(this.path) : undefined))
        .catch(() => undefined);
    }, CHECK_INTERVAL_MS);
    timer.unref();
    return () => {
      clearInterval(timer);
    };
  }

  /** The last line that says something; undefined if there is none. */
  async lastLine(): Promise<string | undefined> {
    const file = await open(this.path).catch(() => undefined);
    if (!file) return undefined;
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - TAIL_LENGTH);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_LENGTH), 0, TAIL_LENGTH, start);
      const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
      return lines.findLast((line) => line.trim() !== '')?.trim();
    } finally {
      await file.close();
    }
  }
}
