/** HQ did not do what it was asked; the message says why and what to do. */
export class HqClientError extends Error {
  override readonly name = 'HqClientError';
  /** Undefined when HQ did not answer at all. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}
