import type { Resource } from '../orders/index.ts';
import { FulfillmentError } from './fulfillment-error.ts';

/** Resources of one order that were gathered and are now to be entered into HQ's ledger. */
export interface Claim {
  /** Absent only for an original service of the workshop, which sends none; HQ then counts it as unattributed. */
  readonly orderId: string | undefined;
  /** Who gathered: `monolith`, or the name of the microservice. Absent for an original service. */
  readonly fulfilledBy: string | undefined;
  readonly resources: readonly Resource[];
}

/** Where gathered resources go: HQ's fulfillment API from the monolith, the monolith from a microservice. */
export abstract class FulfillmentClient {
  /** Resolves once the ledger has the claim. @throws FulfillmentError if that is not certain */
  fulfill(claim: Claim): Promise<void> {
    return this.enter(claim).catch((error: unknown) => {
      throw FulfillmentError.of(claim.orderId, error);
    });
  }

  /** Has the claim entered into the ledger, or rejects with the reason why that is not certain. */
  protected abstract enter(claim: Claim): Promise<void>;
}
