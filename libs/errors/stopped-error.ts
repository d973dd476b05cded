/** The command was stopped: by Ctrl-C, or because the reader of its output is gone. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}
