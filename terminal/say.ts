/** Prints a line, or several. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a value as JSON, indented, for programs. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}
