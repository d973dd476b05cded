import { Help } from 'commander';

/** The indent of continuation lines. */
const INDENT = '    ';

/** commander's own wrapping, which ignores colour codes. Its default minimum width would leave narrow terminals unwrapped. */
const help = Object.assign(new Help(), { minWidthToWrap: 1 });

/**
 * Wraps lines between words to the width of the terminal, which would break them within words. A word that is wider than the
 * terminal stays whole.
 *
 * @param columns of the terminal; undefined for a pipe or a file, whose lines stay unwrapped
 */
export function wrapText(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  return text
    .split('\n')
    .map((line) =>
      help.displayWidth(line) <= columns
        ? line
        : help.boxWrap(line, columns - INDENT.length).replaceAll('\n', `\n${INDENT}`),
    )
    .join('\n');
}
