/** The header that carries the order id from hop to hop. */
export const ORDER_ID_HEADER = 'x-interstella-order-id';

/** The header that says who gathered the resources: `monolith`, or the microservice's resource. */
export const FULFILLED_BY_HEADER = 'x-interstella-fulfilled-by';

/** HQ's API key towards the fulfillment API; the service key between services and on direct orders. */
export const API_KEY_HEADER = 'x-api-key';
