import { messageOf } from '@interstella/libs/errors';
import { announceReady, stopOnSignal } from '@interstella/libs/process';

const STOP_LIMIT_MS = 1_000;

/** Ends a program of the bench when its parent says so, or is gone. @param stop closes what the program has open */
export function endOnSignal(stop: () => Promise<void> = () => Promise.resolve()): void {
  stopOnSignal({ stop, timeLimitMs: STOP_LIMIT_MS, report: console.error });
}

/** Answers each command of the parent over IPC: with its result, or with the reason why it failed. */
export function serveCommands(answer: (command: never) => Promise<object>, stop?: () => Promise<void>): void {
  process.on('message', (command: unknown) => {
    answer(command as never).then(
      (result) => process.send?.(result),
      (error: unknown) => process.send?.({ failed: messageOf(error) }),
    );
  });
  endOnSignal(stop);
  announceReady({});
}
