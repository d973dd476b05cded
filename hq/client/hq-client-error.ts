/** HQ did not do what it was asked; the message says why and what to do. */
export class HqClientError extends Error {
  override readonly name = 'HqClientError';

  /** @param status undefined when HQ did not answer at all */
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}
