import { createInterface } from 'node:readline/promises';
import { UsageError } from '@interstella/libs/errors';

/** Whether somebody can be asked. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** @throws UsageError where nobody can be asked and nobody said yes beforehand */
export function requireConsent(yes: boolean): void {
  if (yes || isInteractive()) return;
  throw new UsageError('Nobody can be asked for confirmation here: this is no terminal. Say yes with --yes.');
}

/** Asks a question that is answered with yes or no; anything else, and Ctrl-D, is no. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<string>((resolve) => {
    terminal.once('close', () => {
      resolve('');
    });
  });
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
