/** A call to HQ failed. The message says why and what to do. */
export class HqClientError extends Error {
  override readonly name = 'HqClientError';

  /** @param status HQ's HTTP status; undefined if it did not answer */
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}
