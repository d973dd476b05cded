import picocolors from 'picocolors';

/** Colours for a stream: none where it is a pipe or NO_COLOR is set. */
export type Colors = ReturnType<typeof picocolors.createColors>;

export function colorsFor(stream: { readonly isTTY?: boolean }): Colors {
  return picocolors.createColors(stream.isTTY === true && picocolors.isColorSupported);
}
