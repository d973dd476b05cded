import type { ParticipantReport } from '@interstella/hq/client';
import { isTerminal, type MaybeTerminal } from './is-terminal.ts';

const PLAIN_INTERVAL_MS = 5_000;
/** There is more than the line has room for. */
const MORE = ' …';

/** The stream that a status goes to. */
export interface StatusStream extends MaybeTerminal {
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
    if (isTerminal(this.#stream)) {
      this.#stream.write(`\r${fitted(text, (this.#stream.columns ?? 80) - 1)}\u001B[K`);
      return;
    }
    if (text === this.#shown || this.#now() - this.#shownAt < PLAIN_INTERVAL_MS) return;
    this.#shownAt = this.#now();
    this.#shown = text;
    this.#stream.write(`${text}\n`);
  }

  /** Something that stays: in a terminal the status goes on below it. */
  note(text: string): void {
    this.#stream.write(isTerminal(this.#stream) ? `\r\u001B[K${text}\n` : `${text}\n`);
  }

  /** Leaves the last status standing and goes on below it. */
  end(): void {
    if (isTerminal(this.#stream)) this.#stream.write('\n');
  }
}

/**
 * As much of a status as a line has room for: whole fields, which two spaces part, from the first on. A field that is too
 * long by itself ends after a word. Nothing is cut within a number.
 */
function fitted(text: string, width: number): string {
  if (text.length <= width) return text;
  const latest = width - MORE.length;
  const end = [text.lastIndexOf('  ', latest), text.lastIndexOf(' ', latest)].find((at) => at > 0);
  return end === undefined ? '' : `${text.slice(0, end)}${MORE}`;
}

/**
 * What `npm start` shows: every order published is one of complete, open and lost. What must not be overlooked comes first,
 * since a narrow terminal shows the first fields alone.
 */
export function statusText(report: ParticipantReport): string {
  const latency = report.latencyMs ? `p50 ${report.latencyMs.p50} ms, p99 ${report.latencyMs.p99} ms` : '–';
  const { lost, deadLettered, unattributed } = report;
  const bad = Object.entries({ lost, 'dead-lettered': deadLettered, unattributed }).filter(
    ([, count]) => count > 0,
  );
  return [
    ...bad.map(([what, count]) => `${what} ${count}`),
    `published ${report.published}`,
    `complete ${report.complete}`,
    `absorbed ${report.duplicatesAbsorbed}`,
    `open ${report.open}`,
    ...(lost === 0 ? ['lost 0'] : []),
    `latency ${latency}`,
  ].join('  ');
}
