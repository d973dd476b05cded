import type { ParticipantReport } from '@interstella/hq/client';
import { isTerminal, type MaybeTerminal } from './is-terminal.ts';

const PLAIN_INTERVAL_MS = 5_000;
/** The end of a shortened line. */
const MORE = ' …';

/** The stream that a status is written to. */
export interface StatusStream extends MaybeTerminal {
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * The status of something that runs: in a terminal one line that is redrawn, in a pipe a line at most every five seconds if
 * the status has changed.
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
      this.#stream.write(`\r${shortened(text, (this.#stream.columns ?? 80) - 1)}\u001B[K`);
      return;
    }
    if (text === this.#shown || this.#now() - this.#shownAt < PLAIN_INTERVAL_MS) return;
    this.#shownAt = this.#now();
    this.#shown = text;
    this.#stream.write(`${text}\n`);
  }

  /** Prints a line that stays. In a terminal the status continues below it. */
  note(text: string): void {
    this.#stream.write(isTerminal(this.#stream) ? `\r\u001B[K${text}\n` : `${text}\n`);
  }

  /** Keeps the last status on the screen; later output starts below it. */
  end(): void {
    if (isTerminal(this.#stream)) this.#stream.write('\n');
  }
}

/**
 * Shortens a status to the width of a line. Keeps the first fields, which are separated by two spaces; a single long field is
 * cut after a word. No number is cut.
 */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const latest = width - MORE.length;
  const end = [text.lastIndexOf('  ', latest), text.lastIndexOf(' ', latest)].find((at) => at > 0);
  return end === undefined ? '' : `${text.slice(0, end)}${MORE}`;
}

/**
 * The status line of `npm start`. Problems come first, since a narrow terminal shows only the first fields. Published orders
 * are the sum of complete, open and lost.
 */
export function statusText(report: ParticipantReport): string {
  const latency = report.latencyMs ? `p50 ${report.latencyMs.p50} ms, p99 ${report.latencyMs.p99} ms` : '–';
  const { lost, deadLettered, unattributed } = report;
  const problems = Object.entries({ lost, 'dead-lettered': deadLettered, unattributed }).filter(
    ([, count]) => count > 0,
  );
  return [
    ...problems.map(([what, count]) => `${what} ${count}`),
    `published ${report.published}`,
    `complete ${report.complete}`,
    `absorbed ${report.duplicatesAbsorbed}`,
    `open ${report.open}`,
    ...(lost === 0 ? ['lost 0'] : []),
    `latency ${latency}`,
  ].join('  ');
}
