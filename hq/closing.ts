import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { Publisher } from './generator/publisher.ts';
import type { Closer } from './ledger/closer.ts';
import { type Log, messageOf } from './log.ts';
import type { DeadLetterWatch } from './report/dead-letters.ts';

/** An order that waits for SNS longer than this is in nobody's hands any more. */
const ABANDONED_AFTER_MS = 30_000;

/** What keeps reports short: closes buckets, takes up orders that were abandoned, and looks at dead letters. */
export class Closing {
  #trouble: string | undefined;

  constructor(
    private readonly closer: Closer,
    private readonly deadLetterWatch: DeadLetterWatch,
    private readonly publisher: Publisher,
    private readonly now: Clock,
    private readonly log: Log,
  ) {}

  /** Runs once; what fails is told once and done the next time. @returns how many buckets were counted */
  async run(): Promise<number> {
    let counted = 0;
    const steps = [
      async () => {
        counted = await this.closer.run();
      },
      () => this.publisher.resume(this.now() - ABANDONED_AFTER_MS),
      // The slowest comes last, so that no order waits for it.
      () => this.deadLetterWatch.run(),
    ];
    let trouble: string | undefined;
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        trouble ??= `The ledger could not be closed up: ${messageOf(error)}`;
      }
    }
    if (trouble !== undefined && this.#trouble === undefined) this.log.warn(trouble);
    this.#trouble = trouble;
    return counted;
  }

  /** Runs every so often until it is stopped. */
  async repeat(everyMs: number, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.run();
      await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
