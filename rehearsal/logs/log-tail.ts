import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Read at once of one file. */
const CHUNK = 1_024 * 1_024;
/** Tasks whose last lines are shown: those that wrote last. */
const MOST_FILES = 10;

const NEWLINE = 10;

const WHENEVER = new Date(0);

/** A line of a log, and which task's. */
export interface LogLine {
  readonly task: string;
  readonly text: string;
}

/** The logs of one service: a file for each of its tasks, or the one file of a program. */
export class LogTail {
  readonly #path: string;
  readonly #since: Date;
  readonly #offsets = new Map<string, number>();
  /** What came of a line whose end has not come yet. */
  readonly #rests = new Map<string, Buffer>();
  /** What is read goes into it, one file after the other. */
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #leftOut = 0;

  /**
   * @param path a folder of logs, or one log
   * @param since what nobody has written to since then, of earlier runs, is left out
   */
  constructor(path: string, since = WHENEVER) {
    this.#path = path;
    this.#since = since;
  }

  /** Whether there is a log at all. */
  async exists(): Promise<boolean> {
    return (await this.#files()).length > 0;
  }

  /** What {@link last} did not show, in a sentence; undefined if it showed every log. */
  get leftOut(): string | undefined {
    if (this.#leftOut === 0) return undefined;
    const them = this.#leftOut === 1 ? '1 other is' : `${this.#leftOut} others are`;
    return `These are the last lines of the ${MOST_FILES} tasks that wrote last; the logs of ${them} in ${this.#path}.`;
  }

  /** The last lines of each log; what comes later is for {@link next}. */
  async last(count: number): Promise<readonly LogLine[]> {
    const lines: LogLine[] = [];
    const all = await this.#files();
    this.#leftOut = Math.max(0, all.length - MOST_FILES);
    // Of those that are not shown, only what comes.
    for (const { file, size } of all.slice(0, -MOST_FILES)) this.#offsets.set(file, size);
    for (const { file, size } of all.slice(-MOST_FILES)) {
      this.#offsets.set(file, await startOfLast(count, file, size));
      while ((this.#offsets.get(file) ?? size) < size) {
        const before = this.#offsets.get(file);
        lines.push(...(await this.#read(file)));
        // It was begun anew, or is gone.
        if (this.#offsets.get(file) === before) break;
      }
    }
    return lines;
  }

  /** The lines that came since the last time, also those of new tasks. */
  async next(): Promise<readonly LogLine[]> {
    const lines: LogLine[] = [];
    for (const { file, size } of await this.#files()) {
      if (size !== this.#offsets.get(file)) lines.push(...(await this.#read(file)));
    }
    return lines;
  }

  /** The one that was written to last in the end. */
  async #files(): Promise<readonly { readonly file: string; readonly size: number }[]> {
    const found = await readdir(this.#path).then(
      (names) => names.filter((name) => name.endsWith('.log')).map((name) => join(this.#path, name)),
      () => [this.#path],
    );
    const all = await Promise.all(
      found.map(async (file) => ({ file, stats: await stat(file).catch(() => undefined) })),
    );
    return all
      .flatMap(({ file, stats }) =>
        stats && stats.mtime >= this.#since ? [{ file, size: stats.size, at: stats.mtimeMs }] : [],
      )
      .sort((one, other) => one.at - other.at);
  }

  async #read(file: string): Promise<readonly LogLine[]> {
    const handle = await open(file).catch(() => undefined);
    if (!handle) return [];
    try {
      const { size } = await handle.stat();
      const before = this.#offsets.get(file) ?? 0;
      const isNew = size < before;
      const offset = isNew ? 0 : before;
      const { buffer, bytesRead } = await handle.read(this.#chunk, 0, CHUNK, offset);
      this.#offsets.set(file, offset + bytesRead);
      const rest = (isNew ? undefined : this.#rests.get(file)) ?? Buffer.of();
      const data = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const end = data.lastIndexOf('\n') + 1;
      // Nobody writes lines so long.
      this.#rests.set(file, data.length - end > CHUNK ? Buffer.of() : data.subarray(end));
      const lines = data.toString('utf8', 0, end).split('\n').slice(0, -1);
      const task = basename(file, '.log');
      return lines.map((text) => ({ task, text }));
    } finally {
      await handle.close();
    }
  }
}

/** Where the last lines of a file begin, of which the last may not have ended yet. @param size of the file, in bytes */
async function startOfLast(count: number, file: string, size: number): Promise<number> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return size;
  try {
    let toCome = count + 1;
    for (let end = size; end > 0; end -= CHUNK) {
      const start = Math.max(0, end - CHUNK);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
      const data = buffer.subarray(0, bytesRead);
      for (
        let at = data.lastIndexOf(NEWLINE);
        at >= 0;
        at = at === 0 ? -1 : data.lastIndexOf(NEWLINE, at - 1)
      ) {
        toCome -= 1;
        if (toCome === 0) return start + at + 1;
      }
    }
    return 0;
  } finally {
    await handle.close();
  }
}
