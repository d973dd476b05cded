import { wrapText } from './wrap-text.ts';

/** Prints one or more lines to standard output. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints lines, wrapped between words to the width of the terminal. */
export function sayWrapped(text: string): void {
  say(wrapText(text, process.stdout.columns));
}

/** Prints a value as indented JSON. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}
