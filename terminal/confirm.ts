import { UsageError } from '@interstella/libs/errors';
import { readLine } from './read-line.ts';

/** @throws UsageError without --yes where no terminal is there to ask */
export function requireConsent(yes: boolean): void {
  if (yes || (process.stdin.isTTY && process.stdout.isTTY)) return;
  throw new UsageError('Nobody can be asked for confirmation here: this is no terminal. Say yes with --yes.');
}

/** Asks a yes-or-no question. Anything but yes is no, also Ctrl-D. */
export async function confirm(question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await readLine(`${question} [y/N] `));
}

/** Asks a person to type a name, before something that cannot be undone. Anything else is no, also Ctrl-D. */
export async function confirmByName(question: string, name: string): Promise<boolean> {
  return (await readLine(`${question} Type ${name}: `)) === name;
}
