/** A stream that may be a terminal. */
export interface MaybeTerminal {
  readonly isTTY?: boolean;
}

/**
 * Whether output may be redrawn and coloured. False for a pipe, and where plain text is asked for: TERM=dumb has no cursor
 * to move, NO_COLOR (https://no-color.org) is set, or CI is set, whose log keeps every line.
 */
export function isTerminal({ isTTY }: MaybeTerminal, env: NodeJS.ProcessEnv = process.env): boolean {
  const { TERM, NO_COLOR = '', CI = '' } = env;
  return isTTY === true && TERM !== 'dumb' && NO_COLOR === '' && ['', 'false', '0'].includes(CI);
}
