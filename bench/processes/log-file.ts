import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const ARRIVAL_LIMIT_MS = 10_000;
const POLL_MS = 20;

/** The log of a server in a file: a pipe would need a reader that competes for the processor. */
export class LogFile {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<LogFile> {
    return new LogFile(await open(path, 'a+'));
  }

  /** For the standard output of a process. */
  get descriptor(): number {
    return this.#file.fd;
  }

  /** Resolves when something was written, or at the time limit. */
  async firstLine(): Promise<void> {
    await this.#reach(1);
  }

  /** Empties the log. */
  async clear(): Promise<void> {
    await this.#file.truncate();
  }

  /**
   * Waits until the log has each of these lines once for every order, and no other line: both servers of a pair then log
   * the same work.
   *
   * @throws Error with the wrong lines, at the time limit
   */
  async expectLines(lines: readonly string[], orders: number): Promise<void> {
    const expected = lines.join('\n').length + 1;
    await this.#reach(expected * orders);
    const counted = countLines(await this.#text());
    const wrong = [...new Set([...counted.keys(), ...lines])].filter(
      (line) => counted.get(line) !== (lines.includes(line) ? orders : undefined),
    );
    if (wrong.length === 0) return;
    const found = wrong.map((line) => `"${line}" ${counted.get(line) ?? 0} times`).join(', ');
    throw new Error(`The log of ${orders} orders should be ${lines.join(', ')} for each; it has ${found}.`);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #reach(size: number): Promise<void> {
    const deadline = performance.now() + ARRIVAL_LIMIT_MS;
    while ((await this.#file.stat()).size < size && performance.now() < deadline) await delay(POLL_MS);
  }

  async #text(): Promise<string> {
    const { size } = await this.#file.stat();
    const { buffer, bytesRead } = await this.#file.read({ buffer: Buffer.alloc(size), position: 0 });
    return buffer.toString('utf8', 0, bytesRead);
  }
}

function countLines(text: string): Map<string, number> {
  const counted = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line !== '') counted.set(line, (counted.get(line) ?? 0) + 1);
  }
  return counted;
}
