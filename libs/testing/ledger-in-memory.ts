import { FulfillmentClient, FulfillmentError, type Claim } from '../fulfillment/index.ts';

/** A ledger in memory for unit tests, which can be made unavailable. */
export class LedgerInMemory extends FulfillmentClient {
  readonly claims: Claim[] = [];
  isAway = false;

  fulfill(claim: Claim): Promise<void> {
    if (this.isAway) return Promise.reject(new FulfillmentError('The ledger is away'));
    this.claims.push(claim);
    return Promise.resolve();
  }
}
