import { Help } from 'commander';

/** What a line begins with that goes on the one before. */
const INDENT = '    ';

/** Breaks lines between words, and counts no colours; by itself it leaves a narrow terminal's text unbroken. */
const help = Object.assign(new Help(), { minWidthToWrap: 1 });

/**
 * Breaks lines that are wider than the terminal between words, where the terminal would break within them. A word that
 * is wider than the terminal stays whole.
 *
 * @param columns of the terminal; undefined for a pipe or a file, which get the lines as they are
 */
export function wrapped(text: string, columns: number | undefined): string {
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
