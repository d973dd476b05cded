import { createInterface } from 'node:readline/promises';

/** For what cannot be undone: whether a person types a name. Anything else, and Ctrl-D, is no. */
export async function confirmByName(question: string, name: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<string>((resolve) => {
    terminal.once('close', () => {
      resolve('');
    });
  });
  try {
    return (await Promise.race([terminal.question(`${question} Type ${name}: `), ended])).trim() === name;
  } finally {
    terminal.close();
  }
}
