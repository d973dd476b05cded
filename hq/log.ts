import type { Log as ProgramLog } from '@interstella/libs/logging';

/** HQ's log. It never gets secrets. */
export type Log = Pick<ProgramLog, 'log' | 'warn' | 'error'>;

/** The first line of an error's message, at most 300 characters; of several errors, the first one's. */
export function firstLineOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return firstLineOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const [line = ''] = error.message.split('\n', 1);
  return line === '' ? error.name : line.slice(0, 300);
}
