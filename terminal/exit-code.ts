import { CommanderError, InvalidArgumentError } from 'commander';
import { codeOf, ERROR_CODES, type ErrorCode, messageOf } from '@interstella/libs/errors';

/** How a command ends that threw something. */
export interface Exit {
  readonly exitCode: number;
  /** Undefined where nothing failed: commander throws also when it has shown the help. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | undefined;
  /** Whether commander has printed it, unless it was told to print nothing. */
  readonly isPrinted: boolean;
}

export function exitOf(thrown: unknown): Exit {
  // Where an action throws one of those, nothing is printed yet.
  const isPrinted = thrown instanceof CommanderError && !(thrown instanceof InvalidArgumentError);
  if (isPrinted && thrown.exitCode === 0) return { exitCode: 0, error: undefined, isPrinted };
  const code = thrown instanceof CommanderError ? 'USAGE' : codeOf(thrown);
  return { exitCode: ERROR_CODES[code].exitCode, error: { code, message: textOf(thrown) }, isPrinted };
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof CommanderError)) return messageOf(thrown);
  // It has printed its help instead of a message.
  if (thrown.code === 'commander.help') return 'No command was named. `--help` lists them.';
  return thrown.message.replace(/^error: /, '');
}
