import { TemporaryError } from '../errors/index.ts';

/** It is not certain that the ledger has the claim: the delivery must be answered 503, so that SNS repeats it. */
export class FulfillmentError extends TemporaryError {
  override readonly name = 'FulfillmentError';
}
