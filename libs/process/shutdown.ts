import { messageOf } from '../errors/index.ts';
/** Why a process stops: a signal, or the parent that started it is gone. */
type StopReason = 'SIGTERM' | 'SIGINT' | 'parent gone';

export interface ShutdownOptions {
  /**
   * Ends the work in flight and closes everything. If it throws, the error is reported and the process exits with 1.
   *
   * @param hurry aborted when there is no load balancer to wait for: at once after SIGINT, which a person sends, and when
   * the parent is gone, even if that happens while the process stops
   */
  readonly stop: (hurry: AbortSignal) => Promise<void>;
  /** How long `stop` may take, in ms. After that the process exits with 1. */
  readonly timeLimitMs: number;
  /** Reports a failure to stop. The process exits once it resolves, so it must resolve in bounded time. */
  readonly report: (message: string) => void | Promise<void>;
}

/**
 * Stops the process gracefully on SIGTERM, on SIGINT, and when the parent that started it with an IPC channel is gone. So
 * no process is left over after the parent was killed with SIGKILL.
 *
 * The exit code is 0 after a graceful stop, and 1 if stopping failed or took longer than its limit.
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
      void fail(
        `Stopping after ${reason} took longer than ${timeLimitMs} ms. Exiting with requests in flight.`,
      );
    }, timeLimitMs);
    stop(hurry.signal).then(
      () => {
        clearTimeout(limit);
        process.exit(0);
      },
      (error: unknown) => {
        void fail(`Stopping after ${reason} failed: ${messageOf(error)}`);
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
    // The parent had gone before this process could listen for its disconnect.
    setImmediate(begin, 'parent gone');
  }
}
