/** It is not certain that the ledger has the claim: the delivery must be answered 503, so that SNS repeats it. */
export class FulfillmentError extends Error {
  override readonly name = 'FulfillmentError';

  private constructor(
    /** The order that was not fulfilled, for the log line that says so. */
    readonly orderId: string | undefined,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }

  /** The failure of one order, in the words of what caused it. */
  static of(orderId: string | undefined, cause: unknown): FulfillmentError {
    return new FulfillmentError(orderId, cause instanceof Error ? cause.message : 'unknown error', cause);
  }
}

/** Says why a call brought no answer, without headers or bodies, which may hold secrets. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
