import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { Publisher } from './generator/publisher.ts';
import type { PauseDetector } from './ledger/pause-detector.ts';
import type { Closer } from './ledger/closer.ts';
import { type Log, messageOf } from './log.ts';
import type { DeadLetterWatch } from './report/dead-letters.ts';

/** An order that waits for SNS longer than this is in nobody's hands any more. */
const ABANDONED_AFTER_MS = 30_000;

/** What keeps reports short: closes buckets, takes up orders that were abandoned, and looks at dead letters. */
export class Closing {
  constructor(
    private readonly closer: Closer,
    private readonly deadLetterWatch: DeadLetterWatch,
    private readonly publisher: Publisher,
    private readonly pauseDetector: PauseDetector,
    private readonly now: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Runs once; what fails is done the next time.
   *
   * @returns how many buckets were counted
   * @throws what failed first, after everything else is done
   */
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
    const failures: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length === 0) return counted;
    const [cause] = failures;
    throw new Error(`The ledger could not be closed up: ${messageOf(cause)}`, { cause });
  }

  /** Runs every so often until it is stopped. A trouble is told once, and again when it is another one. */
  async repeat(everyMs: number, stop: AbortSignal): Promise<void> {
    let told: string | undefined;
    while (!stop.aborted) {
      const unmarked = await this.pauseDetector.heartbeat().then(() => undefined, messageOf);
      const trouble = (await this.run().then(() => undefined, messageOf)) ?? unmarked;
      if (trouble !== undefined && trouble !== told) this.log.warn(trouble);
      told = trouble;
      await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
