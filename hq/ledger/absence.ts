import type { Clock } from '../clock.ts';
import { EVERYBODY, type SendingMarks } from './sending-marks.ts';

/** Longer than a busy process ever stands still. */
const ABSENT_AFTER_MS = 30_000;

/**
 * Notices that this process stood still for a while: its laptop was asleep, or it was frozen. It took no claims in that
 * time, so the retry window of the orders that were open begins anew.
 */
export class Absence {
  #presentAt: number | undefined;
  #marking: Promise<void> | undefined;

  constructor(
    private readonly marks: Pick<SendingMarks, 'raiseSpan'>,
    private readonly retryWindowMs: number,
    private readonly now: Clock,
  ) {}

  /** To be called every second. A process that never does, as on Lambda, may stand still unnoticed. */
  bePresent(): Promise<void> {
    this.#presentAt ??= this.now();
    return this.notice();
  }

  /** Resolves once an absence that has just ended is marked. Rejects where that fails; the next call tries it again. */
  notice(): Promise<void> {
    const now = this.now();
    const presentAt = this.#presentAt;
    if (presentAt === undefined) return Promise.resolve();
    if (now - presentAt <= ABSENT_AFTER_MS) {
      this.#presentAt = now;
      return Promise.resolve();
    }
    const span = { from: presentAt - this.retryWindowMs, before: now };
    this.#marking ??= this.marks
      .raiseSpan(EVERYBODY, span, now)
      .then(() => {
        this.#presentAt = this.now();
      })
      .finally(() => {
        this.#marking = undefined;
      });
    return this.#marking;
  }
}
