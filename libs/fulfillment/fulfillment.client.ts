import { TemporaryError } from '../errors/index.ts';
import {
  API_KEY_HEADER,
  FULFILLED_BY_HEADER,
  ORDER_ID_HEADER,
  REVISION_HEADER,
  type Resource,
} from '../orders/index.ts';
import { requestContext } from '../request-context/index.ts';

/** What `POST /fulfill/` answers, word for word, once HQ's ledger has the claim. */
export const DELIVERED = 'Your fulfillment request has been delivered';

/** It is not certain that the ledger has the claim: the delivery must be answered 503, so that SNS repeats it. */
export class FulfillmentError extends TemporaryError {
  override readonly name = 'FulfillmentError';
}

/** Resources of one order that were gathered and are now to be entered into HQ's ledger. */
export interface Claim {
  /** Absent only for an original service of the workshop, which sends none; HQ then counts it as unattributed. */
  readonly orderId: string | undefined;
  /** Who gathered: `monolith`, or the name of the microservice. Absent for an original service. */
  readonly fulfilledBy: string | undefined;
  /** Image tag and task revision of who gathered, where they are known. */
  readonly revision: string | undefined;
  readonly resources: readonly Resource[];
}

/** Where gathered resources go: HQ's fulfillment API from the monolith, the monolith from a microservice. */
export abstract class FulfillmentClient {
  /**
   * Resolves once the ledger has the claim.
   *
   * @throws FulfillmentError if that is not certain @throws ParameterUnavailableError
   */
  abstract fulfill(claim: Claim): Promise<void>;
}

/** The headers of a claim, with those facts that are known, and the id of the request that it is made for. */
export function headersOf(
  { orderId, fulfilledBy, revision }: Claim,
  key: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (key !== undefined) headers[API_KEY_HEADER] = key;
  if (orderId !== undefined) headers[ORDER_ID_HEADER] = orderId;
  if (fulfilledBy !== undefined) headers[FULFILLED_BY_HEADER] = fulfilledBy;
  if (revision !== undefined) headers[REVISION_HEADER] = revision;
  const requestId = requestContext.getStore()?.requestId;
  if (requestId !== undefined) headers['x-request-id'] = requestId;
  return headers;
}
