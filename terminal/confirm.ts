import { UsageError } from '@interstella/libs/errors';
import { typedLine } from './typed-line.ts';

/** @throws UsageError where nobody can be asked and nobody said yes beforehand */
export function requireConsent(yes: boolean): void {
  if (yes || (process.stdin.isTTY && process.stdout.isTTY)) return;
  throw new UsageError('Nobody can be asked for confirmation here: this is no terminal. Say yes with --yes.');
}

/** Asks a question that is answered with yes or no; anything else, and Ctrl-D, is no. */
export async function confirm(question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await typedLine(`${question} [y/N] `));
}

/** For what cannot be undone: whether a person types a name. Anything else, and Ctrl-D, is no. */
export async function confirmByName(question: string, name: string): Promise<boolean> {
  return (await typedLine(`${question} Type ${name}: `)) === name;
}
