import picocolors from 'picocolors';
import { isTerminal, type MaybeTerminal } from './is-terminal.ts';

/** Colours for a stream; plain text unless it is a terminal. See {@link isTerminal}. */
export type Colors = ReturnType<typeof picocolors.createColors>;

export function colorsFor(stream: MaybeTerminal): Colors {
  return picocolors.createColors(isTerminal(stream));
}
