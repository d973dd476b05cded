import picocolors from 'picocolors';
import { isTerminal, type MaybeTerminal } from './is-terminal.ts';

/** Colours for a stream: none where it is no terminal, or is to be plain. */
export type Colors = ReturnType<typeof picocolors.createColors>;

export function colorsFor(stream: MaybeTerminal): Colors {
  return picocolors.createColors(isTerminal(stream));
}
