/** Whoever ran it wants no more of it: Ctrl-C, or nobody reads what it prints. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}
