/** A stream, and whether a terminal is behind it. */
export interface MaybeTerminal {
  readonly isTTY?: boolean;
}

/**
 * Whether lines may be written over and coloured. Not in a pipe, and not where the person asks for plain text: TERM=dumb
 * has no cursor to move, NO_COLOR (https://no-color.org) is not empty, and the log of a CI keeps every line.
 */
export function isTerminal({ isTTY }: MaybeTerminal, env: NodeJS.ProcessEnv = process.env): boolean {
  const { TERM, NO_COLOR = '', CI = '' } = env;
  return isTTY === true && TERM !== 'dumb' && NO_COLOR === '' && ['', 'false', '0'].includes(CI);
}
