import { createInterface } from 'node:readline/promises';
import type { Writable } from 'node:stream';

/**
 * Asks a question at the terminal.
 *
 * @param output shows the question and the typed characters
 * @returns the line, trimmed; empty after Ctrl-D
 */
export async function readLine(question: string, output: Writable = process.stdout): Promise<string> {
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
