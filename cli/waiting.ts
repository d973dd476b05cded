import type { Wait } from '@interstella/migration/gate/wait-at-gate.ts';
import { messageOf, StoppedError } from '@interstella/libs/errors';
import { StepGoesOnError } from '@interstella/migration/step/step-taken.ts';
import { stopAsked } from '@interstella/rehearsal/kit/stop-asked.ts';
import { StatusLine } from '@interstella/terminal/status-line.ts';

const MINUTE_MS = 60_000;

/** Shows in one line what a command waits for. */
export class Waiting {
  readonly #line = new StatusLine(process.stdout);
  readonly #limitMs: number;
  readonly #isQuiet: boolean;
  #isHqSlow = false;

  /** @param timeout of each wait, in minutes */
  constructor(timeout: number, isQuiet = false) {
    this.#limitMs = timeout * MINUTE_MS;
    this.#isQuiet = isQuiet;
  }

  /** Says something that stays to be read. */
  readonly note = (text: string): void => {
    if (!this.#isQuiet) this.#line.note(text);
  };

  /** Says once that HQ is slow: it is asked at each look. */
  readonly onSlowHq = (): void => {
    if (this.#isHqSlow) return;
    this.#isHqSlow = true;
    this.note('Asking Interstella HQ, which takes its time …');
  };

  /** Does something that may have to wait. */
  async during<T>(signal: AbortSignal, work: (wait: Wait) => Promise<T>): Promise<T> {
    let end = (): void => undefined;
    const show = (text: string) => {
      if (this.#isQuiet) return;
      this.#line.show(text);
      end = () => {
        this.#line.end();
      };
    };
    try {
      return await work({ limitMs: this.#limitMs, signal, show, note: this.note });
    } finally {
      end();
    }
  }
}

/** Does something until Ctrl-C, after which it undoes what it has begun, and this program ends. @throws StoppedError, StepGoesOnError */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [stop, over] = [new AbortController(), new AbortController()];
  void stopAsked(over.signal).then(() => {
    stop.abort();
  });
  try {
    return await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    // Below the ^C that a terminal shows.
    if (process.stderr.isTTY) process.stderr.write('\n');
    if (error instanceof StepGoesOnError) throw error;
    const isAbort = error instanceof Error && error.name === 'AbortError';
    throw new StoppedError(isAbort ? 'Stopped; nothing was changed.' : messageOf(error), { cause: error });
  } finally {
    over.abort();
  }
}
