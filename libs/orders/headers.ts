/** The header with the order id, on every hop. */
export const ORDER_ID_HEADER = 'x-interstella-order-id';

/** The header with the service that gathered the resources: `monolith`, or a microservice's resource. */
export const FULFILLED_BY_HEADER = 'x-interstella-fulfilled-by';

/** The header with a key: HQ's API key for the fulfillment API, the service key between services and for direct orders. */
export const API_KEY_HEADER = 'x-api-key';

/** The optional header with the image tag and task revision of the service that gathered: `noiridium/7`. */
export const REVISION_HEADER = 'x-interstella-revision';

/** The pattern of that header: an image tag of at most 128 characters, a slash, and the revision of a task definition. */
export const REVISION = /^[A-Za-z0-9_][A-Za-z0-9._:/-]{0,149}$/;
