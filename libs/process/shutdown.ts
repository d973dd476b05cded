/** Why a process stops: a signal, or the parent that started it is gone. */
type StopReason = 'SIGTERM' | 'SIGINT' | 'parent gone';

export interface ShutdownOptions {
  /**
   * Ends the work in hand and closes everything. What it throws is reported, and the process exits with 1.
   *
   * @param hurry aborted as soon as there is no load balancer to wait for: at once after SIGINT, which is a person's, and
   * when the parent is gone, also if that happens while the process stops
   */
  readonly stop: (hurry: AbortSignal) => Promise<void>;
  /** How long `stop` may take, in milliseconds, before the process exits with 1 regardless. */
  readonly timeLimitMs: number;
  /** Where a failure to stop is told. Resolves when it is, and must do so in a bounded time; the process exits then. */
  readonly report: (message: string) => void | Promise<void>;
}

/**
 * Stops the process in good order, once, on SIGTERM, on SIGINT, and when the parent that started it with an IPC channel
 * is gone, however and whenever it ended: that is how nothing stays behind after the runner was killed with SIGKILL.
 *
 * The exit code is 0 after an orderly stop, and 1 when stopping failed or took longer than its limit.
 */
export function stopOnSignal({ stop, timeLimitMs, report }: ShutdownOptions): void {
  let stopping = false;
  const hurry = new AbortController();
  const fail = async (message: string) => {
    await report(message);
    process.exit(1);
  };
  const begin = (reason: StopReason) => {
    if (reason !== 'SIGTERM') hurry.abort();
    if (stopping) return;
    stopping = true;
    const limit = setTimeout(() => {
      void fail(`Stopping after ${reason} took longer than ${timeLimitMs} ms; exiting with work in hand.`);
    }, timeLimitMs);
    stop(hurry.signal).then(
      () => {
        clearTimeout(limit);
        process.exit(0);
      },
      (error: unknown) => {
        void fail(
          `Stopping after ${reason} failed: ${error instanceof Error ? error.message : String(error)}`,
        );
      },
    );
  };
  process.on('SIGTERM', () => {
    begin('SIGTERM');
  });
  process.on('SIGINT', () => {
    begin('SIGINT');
  });
  if (process.connected) {
    process.once('disconnect', () => {
      begin('parent gone');
    });
  } else if (process.send) {
    // It was started with a channel, whose other end went before anybody here could listen for that.
    setImmediate(begin, 'parent gone');
  }
}
