/** The header that carries the order id from hop to hop. */
export const ORDER_ID_HEADER = 'x-interstella-order-id';

/** The header that says who gathered the resources: `monolith`, or the microservice's resource. */
export const FULFILLED_BY_HEADER = 'x-interstella-fulfilled-by';

/** HQ's API key towards the fulfillment API; the service key between services and on direct orders. */
export const API_KEY_HEADER = 'x-api-key';

/** The header that tells which image tag and task revision gathered: `noiridium/7`. Optional. */
export const REVISION_HEADER = 'x-interstella-revision';

/** What that header may hold: an image tag of at most 128 characters, a slash, and the revision of a task definition. */
export const REVISION = /^[A-Za-z0-9_][A-Za-z0-9._:/-]{0,149}$/;
