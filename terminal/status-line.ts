import type { ParticipantReport } from '@interstella/hq/client';

const PLAIN_INTERVAL_MS = 5_000;

/** The stream that a status goes to. */
export interface StatusStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * A status that is shown while something runs: one line that is written over and over in a terminal, a plain line every
 * five seconds in a pipe if it is news.
 */
export class StatusLine {
  readonly #stream: StatusStream;
  readonly #now: () => number;
  #shownAt = -Infinity;
  #shown = '';

  constructor(stream: StatusStream, now: () => number = Date.now) {
    this.#stream = stream;
    this.#now = now;
  }

  show(text: string): void {
    if (this.#stream.isTTY) {
      this.#stream.write(`\r${text.slice(0, (this.#stream.columns ?? 80) - 1)}\u001B[K`);
      return;
    }
    if (text === this.#shown || this.#now() - this.#shownAt < PLAIN_INTERVAL_MS) return;
    this.#shownAt = this.#now();
    this.#shown = text;
    this.#stream.write(`${text}\n`);
  }

  /** Something that stays: in a terminal the status goes on below it. */
  note(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\u001B[K${text}\n` : `${text}\n`);
  }

  /** Leaves the last status standing and goes on below it. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\n');
  }
}

/** What `npm start` shows: every order published is one of complete, open and lost. */
export function statusText(report: ParticipantReport): string {
  const latency = report.latencyMs ? `p50 ${report.latencyMs.p50} ms, p99 ${report.latencyMs.p99} ms` : '–';
  const parts = [
    `published ${report.published}`,
    `complete ${report.complete}`,
    `absorbed ${report.duplicatesAbsorbed}`,
    `open ${report.open}`,
    `lost ${report.lost}`,
    `latency ${latency}`,
  ];
  if (report.deadLettered > 0) parts.push(`dead-lettered ${report.deadLettered}`);
  if (report.unattributed > 0) parts.push(`unattributed ${report.unattributed}`);
  return parts.join('  ');
}
