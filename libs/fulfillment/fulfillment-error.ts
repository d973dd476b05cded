/** It is not certain that the ledger has the claim: the delivery must be answered 503, so that SNS repeats it. */
export class FulfillmentError extends Error {
  override readonly name = 'FulfillmentError';
}

/** Says why a call brought no answer, without headers or bodies, which may hold secrets. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
