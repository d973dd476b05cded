import { wrapped } from './wrapped.ts';

/** Prints a line, or several. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints lines, broken between words where they are wider than the terminal. */
export function sayWrapped(text: string): void {
  say(wrapped(text, process.stdout.columns));
}

/** Prints a value as JSON, indented, for programs. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}
