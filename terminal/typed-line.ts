import { createInterface } from 'node:readline/promises';
import type { Writable } from 'node:stream';

/**
 * Asks a person at a terminal.
 *
 * @param output shows the question and what is typed
 * @returns the line without the spaces around it; empty for Ctrl-D
 */
export async function typedLine(question: string, output: Writable = process.stdout): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const ended = new Promise<string>((resolve) => {
    terminal.once('close', () => {
      resolve('');
    });
  });
  try {
    return (await Promise.race([terminal.question(question), ended])).trim();
  } finally {
    terminal.close();
  }
}
