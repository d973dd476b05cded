import type { Log as ProgramLog } from '@interstella/libs/logging';

/** Where HQ tells what it does. Nothing secret is ever passed to it. */
export type Log = Pick<ProgramLog, 'log' | 'warn' | 'error'>;

/** What an error says, in one line and without its stack. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const [line = ''] = error.message.split('\n', 1);
  return line === '' ? error.name : line.slice(0, 300);
}
