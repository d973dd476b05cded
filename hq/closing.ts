import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { Publisher } from './generator/publisher.ts';
import type { PauseDetector } from './ledger/pause-detector.ts';
import type { Closer } from './ledger/closer.ts';
import { type Log, firstLineOf } from './log.ts';
import type { DeadLetterWatch } from './report/dead-letters.ts';

/** An order that waits for SNS longer than this was left behind by a process that died. */
const ABANDONED_AFTER_MS = 30_000;

/** The closing job: closes and counts buckets, publishes abandoned orders, and peeks at dead-letter queues. */
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
   * Runs every step once, also after one has failed. The next run retries what failed.
   *
   * @returns the number of buckets counted
   * @throws Error with the first failure as its cause
   */
  async run(): Promise<number> {
    let counted = 0;
    const steps = [
      async () => {
        counted = await this.closer.run();
      },
      () => this.publisher.resume(this.now() - ABANDONED_AFTER_MS),
      // The slowest step is last, so that no order waits for it.
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
    throw new Error(`The closing job failed and will run again: ${firstLineOf(cause)}`, { cause });
  }

  /** Runs periodically until it is stopped. Logs a failure when it differs from that of the run before. */
  async repeat(everyMs: number, stop: AbortSignal): Promise<void> {
    let lastFailure: string | undefined;
    while (!stop.aborted) {
      const heartbeatFailure = await this.pauseDetector.heartbeat().then(() => undefined, firstLineOf);
      const failure = (await this.run().then(() => undefined, firstLineOf)) ?? heartbeatFailure;
      if (failure !== undefined && failure !== lastFailure) this.log.warn(failure);
      lastFailure = failure;
      await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
