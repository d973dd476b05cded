import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const ARRIVAL_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Where a server writes its log: a file, since a pipe would need a reader that competes for the processor. */
export class LogFile {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<LogFile> {
    return new LogFile(await open(path, 'a+'));
  }

  /** What a process gets as its standard output. */
  get descriptor(): number {
    return this.#file.fd;
  }

  /** Resolves once something was written, or after a while. */
  async firstLine(): Promise<void> {
    await this.#reach(1);
  }

  /** Forgets what was written; the next line becomes the first. */
  async clear(): Promise<void> {
    await this.#file.truncate();
  }

  /**
   * Resolves once the log has each of these lines as often as there were orders, and nothing else: the proof that both
   * servers of a pair log the same work.
   *
   * @throws Error if that does not come to be
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
    while ((await this.#file.stat()).size < size && performance.now() < deadline) await delay(LOOK_EVERY_MS);
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
