import type { Clock } from '../clock.ts';
import { EVERYBODY, type RetryExtensions } from './retry-extensions.ts';

/** A process with this long between heartbeats was paused; a busy one stalls for less. */
const PAUSED_AFTER_MS = 30_000;

/**
 * Detects that this process was paused: the laptop slept, or the process was frozen. It took no claims meanwhile, so the
 * retry window of the open orders begins again.
 */
export class PauseDetector {
  #aliveAt: number | undefined;
  #extending: Promise<void> | undefined;

  constructor(
    private readonly extensions: Pick<RetryExtensions, 'extendSpan'>,
    private readonly retryWindowMs: number,
    private readonly now: Clock,
  ) {}

  /** Call it every second. Without it, as on Lambda, no pause is detected. */
  heartbeat(): Promise<void> {
    this.#aliveAt ??= this.now();
    return this.check();
  }

  /** After a pause, resolves once the retry windows are extended. If that fails, it rejects, and the next call retries. */
  check(): Promise<void> {
    const now = this.now();
    const aliveAt = this.#aliveAt;
    if (aliveAt === undefined) return Promise.resolve();
    if (now - aliveAt <= PAUSED_AFTER_MS) {
      this.#aliveAt = now;
      return Promise.resolve();
    }
    const span = { from: aliveAt - this.retryWindowMs, before: now };
    this.#extending ??= this.extensions
      .extendSpan(EVERYBODY, span, now)
      .then(() => {
        this.#aliveAt = this.now();
      })
      .finally(() => {
        this.#extending = undefined;
      });
    return this.#extending;
  }
}
