import { TemporaryError } from '../errors/index.ts';
import {
  API_KEY_HEADER,
  FULFILLED_BY_HEADER,
  ORDER_ID_HEADER,
  REVISION_HEADER,
  type Resource,
} from '../orders/index.ts';
import { requestContext } from '../request-context/index.ts';

/** The exact response of `POST /fulfill/` once HQ's ledger has the claim. */
export const DELIVERED = 'Your fulfillment request has been delivered';

/** The ledger may not have the claim. The delivery must be answered 503, so that SNS retries it. */
export class FulfillmentError extends TemporaryError {
  override readonly name = 'FulfillmentError';
}

/** Gathered resources of one order, to be recorded in HQ's ledger. */
export interface Claim {
  /** Absent only for an original service of the workshop, which sends no order id; HQ counts its claims as unattributed. */
  readonly orderId: string | undefined;
  /** The service that gathered: `monolith`, or a microservice's name. Absent for an original service. */
  readonly fulfilledBy: string | undefined;
  /** Image tag and task revision of that service, if known. */
  readonly revision: string | undefined;
  readonly resources: readonly Resource[];
}

/** Records claims: the monolith's client calls HQ's fulfillment API, a microservice's client calls the monolith. */
export abstract class FulfillmentClient {
  /**
   * Resolves once the ledger has the claim.
   *
   * @throws FulfillmentError if the ledger may not have it @throws ParameterUnavailableError
   */
  abstract fulfill(claim: Claim): Promise<void>;
}

/** The headers of a claim, including the id of the current request. Unknown values are left out. */
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
